"""Deleting cases at the end of their time, with everything that hangs on them."""
