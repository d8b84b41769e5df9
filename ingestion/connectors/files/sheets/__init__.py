"""Sheets as people send them: where their tables stand, and the rows of one in an order that the gate can read."""
