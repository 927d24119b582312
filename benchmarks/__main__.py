"""`python -m benchmarks`: see `nightly_run`. Apart from it, so that its steps can be found by fresh processes."""

from benchmarks.nightly_run import main

main()
