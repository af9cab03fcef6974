"""Booking: facilities, slots, and who comes when."""
