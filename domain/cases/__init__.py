"""Cases: answered forms and what becomes of them."""
