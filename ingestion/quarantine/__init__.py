"""What was refused or flagged, row by row, and what people decide about it."""
