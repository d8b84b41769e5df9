"""The quality gate: every value of an extract typed, judged by itself, refused, flagged or kept."""
