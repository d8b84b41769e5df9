"""Measuring the product against its floor: bare DuckDB doing the same work by hand.

Belongs here: made-up extracts of any size, the product's and the floor's times, and how they are compared. Not here:
tests; these figures are measured on purpose, by `entrepot bench`.
"""

from orchestration.bench.compare import run_bench

__all__ = ["run_bench"]
