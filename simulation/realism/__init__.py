"""A company on disk held against public figures: how real its customers, demand, suppliers and parcels are.

Belongs here: the figures, their ranges and sources, and measuring them from extracts and truth. Not here: making a
company, or judging a release by its truth (the scorecard).
"""

from simulation.realism.measuring import Realism, measure

__all__ = ["Realism", "measure"]
