"""Values as they can be compared: one form for each distinct value, and one table of comparable records."""
