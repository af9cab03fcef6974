"""One's own case, whatever its kind."""
