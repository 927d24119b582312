"""Exports are fetched from where they lie into the inbox; nothing there is changed (docs/how-to/sources.md)."""
