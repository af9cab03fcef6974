"""Residents book a session of a room."""
