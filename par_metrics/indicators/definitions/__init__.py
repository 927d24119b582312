"""The indicators, a module a subject."""
