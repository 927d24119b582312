"""The published tables in a PostgreSQL server: written once a run is the latest, from its files."""
