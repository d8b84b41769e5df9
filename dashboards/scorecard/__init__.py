"""The parts of the scorecard page.

Belongs here: its key figures, its blocks, and how a figure is written. Not here: the order in which they stand
(`screens/scorecard.py`).
"""
