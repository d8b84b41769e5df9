"""Files: their rows as they stand, with explicit columns and no guessing."""
