"""Figures: from a question to the long table of the contract."""
