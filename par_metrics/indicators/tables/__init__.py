"""The record tables that conditions speak of."""
