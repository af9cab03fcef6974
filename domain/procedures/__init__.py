"""Procedures: what residents can ask for, and the versions of their forms."""
