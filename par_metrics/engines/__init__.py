"""Engines: from definitions to cells, one query per kind of record, and from cells to counts."""
