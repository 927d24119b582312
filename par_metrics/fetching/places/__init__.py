"""Where exports lie, a module a protocol; none imports another."""
