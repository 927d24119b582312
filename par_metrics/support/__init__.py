"""What every room may need: writing at once, folding text, versions of software."""
