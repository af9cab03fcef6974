"""Postcards: one keyed by hand, or files of many."""
