"""Questions about the demo company's known truth: `mart_quality__scorecard`.

Belongs here: the figures, and finding one of them. Not here: how a figure is computed, and how it is written. Only
releases of the demo company hold the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.queries.reader import Reader

ALL = "all"
"""The subject that is everything together."""


@dataclass(frozen=True)
class Score:
    """One figure of the scorecard.

    Attributes:
        area: What is held against the truth, such as matching.
        subject: What of it the figure is about, such as a kind of record; `ALL` for everything.
        figure: Its name, such as `f1`.
        figure_value: The figure; None where the warehouse does not estimate it yet.
        unit: `share`, `rows`, `count`, `units`, `money` (in the currency that the subject names), or a currency's code.
        definition: What it means, in English.
    """

    area: str
    subject: str
    figure: str
    figure_value: float | None
    unit: str
    definition: str


def scores(reader: Reader) -> tuple[Score, ...]:
    """Return all figures by area and subject, `ALL` first."""
    return tuple(Score(**row) for row in reader.rows("scorecard"))


def find(found: Iterable[Score], area: str, subject: str, figure: str) -> Score | None:
    """Return one figure; None if the scorecard does not hold it."""
    wanted = (area, subject, figure)
    return next((score for score in found if (score.area, score.subject, score.figure) == wanted), None)
