"""Versions of definitions that newer ones have replaced, so that their figures can still be made.

To change a condition: copy the definition here with `is_retired=True`, raise the version
where it stands, and say what changed in the changelog. `compute("on_time_rate@1")` then
computes the old one beside the new.
"""
