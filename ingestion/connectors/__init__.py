"""Connectors: how the rows of a source system are read as they stand, without judging them.

Belongs here: one module per kind of source. Not here: types, rules and refusals (the gate).
"""
