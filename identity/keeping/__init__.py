"""Keys that are given once and kept, and what became of them."""
