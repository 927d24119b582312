"""Indicators that somebody adds: from TOML files of a workspace, or from Python."""
