"""How far each table can be trusted: what it is made of, and what of that is not as it should be.

Belongs here: lineage from a source's field to a mart, and the board that grades every table by it. Not here: the
grades of sources (dbt), and the checks themselves.
"""
