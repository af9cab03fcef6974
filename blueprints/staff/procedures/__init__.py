"""The office's pages on which procedures are made and published."""
