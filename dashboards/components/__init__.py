"""The parts that pages are made of.

Belongs here: what a figure, a list, a chart, a filter looks like. Not here: which figures a page shows, and SQL.
"""
