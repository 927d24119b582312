"""What is run on a workspace as a whole."""
