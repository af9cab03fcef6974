"""The office's pages of what is booked."""
