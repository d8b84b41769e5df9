"""Measuring: any table of records with a column that tells the truth, resolved with the generic configuration."""
