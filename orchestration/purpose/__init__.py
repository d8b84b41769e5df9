"""What columns are for: which questions each column of a source serves, and what the others lack."""
