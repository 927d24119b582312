"""From tables of text to canonical rows: profiles choose and bind, rows are read and judged."""
