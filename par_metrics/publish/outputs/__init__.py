"""The outputs of a run, a module each."""
