"""Profiles: which columns of one system's export mean what."""
