"""The parts of the overview page.

Belongs here: its key figures and its blocks. Not here: the order in which they stand (`screens/overview.py`).
"""
