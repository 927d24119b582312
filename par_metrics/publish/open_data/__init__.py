"""Open data: the figures of years that are over, with small cells hidden, in a folder of their own."""
