"""What leaves the system on paper: decision notices and sheets of answers."""
