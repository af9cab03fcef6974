"""Residents enter a lottery, and check its draw."""
