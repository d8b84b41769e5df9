"""What a person should look at, the most money first, and what was decided."""
