"""Codes of other systems as ours: what people decided, and the spreadsheet in which they decide it."""
