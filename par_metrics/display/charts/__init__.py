"""Charts of figures and of the scorecard."""
