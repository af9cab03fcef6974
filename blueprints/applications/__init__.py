"""Residents apply."""
