"""From rows of text to canonical rows, each accepted or refused with a reason."""
