"""The scorecard of the plan."""
