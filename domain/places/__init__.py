"""Places: Japan's postal codes, for looking addresses up on our own server."""
