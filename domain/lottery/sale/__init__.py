"""What comes after the draw: tickets, the counter, what becomes free, runners-up."""
