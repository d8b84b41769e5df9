"""The rules that need more than one row: references, conditions across tables, outliers, history and totals.

The gate judges a row by itself before it lands; these judge what stands in the warehouse, and say it of every row.
"""
