"""One export into the warehouse."""
