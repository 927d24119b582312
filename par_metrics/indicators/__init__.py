"""Indicators: definitions only, no execution."""
