"""Ours against others': records of two sources, cells of forms."""
