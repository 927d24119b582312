"""What a workspace is told, and where its things lie."""
