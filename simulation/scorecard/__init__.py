"""A release held against the truth: how well records were matched, faults caught, totals kept and demand foreseen.

Belongs here: the scores and their definitions. Not here: making the truth, or judging a release by what it says itself.
"""

from simulation.scorecard.scoring import Score, count_fates, has_truth, planted_rows, score_release

__all__ = ["Score", "count_fates", "has_truth", "planted_rows", "score_release"]
