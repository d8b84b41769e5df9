"""How well clusters agree with the truth: over pairs, and over records.

Belongs here: the figures. Not here: where clusters come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from identity.evaluate.reading import KNOWN


@dataclass(frozen=True)
class Agreement:
    """Precision and recall with their harmonic mean; 1 where there was nothing to find and nothing was."""

    precision: float
    recall: float
    f1: float

    @staticmethod
    def of(precision: float, recall: float) -> Agreement:
        """Make one of the two."""
        both = precision + recall
        return Agreement(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True)
class Figures:
    """What one way of resolving a table came to."""

    pairwise: Agreement
    b_cubed: Agreement
    largest_cluster: int
    clusters: int


def measure(connection: duckdb.DuckDBPyConnection, clusters: str) -> Figures:
    """Measure a table of record_number and cluster; records without a truth do not count as anyone's but their own.

    Returns:
        Pairwise: over pairs of records in one cluster or of one party. B-cubed: over records, each with the share of
        its cluster that is its party's, and of its party that is in its cluster.
    """
    row = connection.execute(f"""
        with cells as (
            select coalesce(known.truth, 'record ' || found.record_number) as truth, found.cluster, count(*) as n
            from {clusters} as found inner join {KNOWN} as known on found.record_number = known.record_number
            group by 1, 2
        ),
        sized as (
            select *, sum(n) over (partition by cluster) as in_cluster, sum(n) over (partition by truth) as in_truth
            from cells
        )
        select sum(n * (n - 1) / 2), sum(n * (in_cluster - 1) / 2), sum(n * (in_truth - 1) / 2),
            sum(n * n / in_cluster) / sum(n), sum(n * n / in_truth) / sum(n),
            max(in_cluster), count(distinct cluster)
        from sized
    """).fetchone()
    right, found, true, b_precision, b_recall, largest, count = row or (0, 0, 0, 1, 1, 0, 0)
    pairwise = Agreement.of(_share(right, found), _share(right, true))
    return Figures(pairwise, Agreement.of(float(b_precision or 1), float(b_recall or 1)), int(largest or 0), int(count))


def _share(part: float | None, whole: float | None) -> float:
    return float(part or 0) / float(whole) if whole else 1.0
