"""From a file to tables of text, from text to values."""
