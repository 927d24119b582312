"""`python -m par_metrics` is `par-metrics`."""

from par_metrics.cli import main

if __name__ == "__main__":
    main()
