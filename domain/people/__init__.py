"""People: departments, staff and their roles; households that asked to be remembered."""
