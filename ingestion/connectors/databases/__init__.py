"""Databases, read in one transaction by DuckDB's own scanners."""
