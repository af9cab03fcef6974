"""What the benchmarks share: a town to rush, its server, visitors, and how figures are told."""
