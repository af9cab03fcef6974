"""Counts of cases and of their answers, those of deleted cases included."""
