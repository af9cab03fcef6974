"""The office's pages of a lottery: plan, cards, duplicates, draw, sale."""
