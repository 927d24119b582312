"""How long things take at scale and how much memory, as ratios within one run."""
