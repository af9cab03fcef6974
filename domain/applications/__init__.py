"""Applications: the generic procedure, which is asked for, taken up to a limit, and decided."""
