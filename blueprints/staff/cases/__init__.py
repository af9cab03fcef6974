"""The office's pages of cases: the queue, one case, decisions, what is printed and taken out."""
