"""Where a procedure begins."""
