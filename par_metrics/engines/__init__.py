"""Engines: from definitions to one query per kind of record."""
