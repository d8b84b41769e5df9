"""Reference data that people keep: defaults in seeds, changes in the ledger, and the spreadsheet between the two."""
