"""How each system writes the world down: one module per vendor's extract.

Belongs here: file shapes, ids and text formats of the vendors. Not here: deciding what happens.
"""
