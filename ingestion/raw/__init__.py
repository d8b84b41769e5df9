"""From the landing into the work warehouse: raw, base, the extracts' own totals, what is gone or was restated."""
