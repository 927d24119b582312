"""What the field speaks of: periods, the working calendar, the clock, the plan, privacy."""
