"""What can be asked of a snapshot; no question imports another."""
