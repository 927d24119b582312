"""Papers for people: templates to fill in, official forms."""
