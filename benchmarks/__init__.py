"""How long things take at scale, as ratios within one run."""
