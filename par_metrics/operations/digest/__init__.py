"""What people are told once a night is over: what failed, what changed, what is due; by mail and webhooks."""
