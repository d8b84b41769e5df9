"""The SQL workbench: a statement, what it will cost, its answer, and the names that it can use.

Belongs here: drawing. Not here: running a statement (`queries.workbench`), and its limits (`warehouse.query`).
"""
