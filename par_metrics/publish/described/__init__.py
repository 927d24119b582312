"""What a run publishes, described for other programs: its columns, and how its figures may be added up."""
