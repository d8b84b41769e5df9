"""The key figures of the scorecard.

Belongs here: one tile per area. Not here: everything else of an area (`blocks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import kpi
from dashboards.components.kpi import Tile
from dashboards.queries import scorecard
from dashboards.queries.scorecard import ALL, Score
from dashboards.scorecard.writing import share, written

_AHEAD = "4 weeks ahead"


@dataclass(frozen=True)
class Figures:
    """The scorecard in the visitor's language."""

    words: Catalogue
    scores: tuple[Score, ...]

    def find(self, area: str, subject: str, figure: str) -> Score | None:
        """Return one figure; None if the scorecard does not hold it."""
        return scorecard.find(self.scores, area, subject, figure)

    def written(self, area: str, subject: str, figure: str) -> str:
        """Write one figure."""
        return written(self.words, self.find(area, subject, figure))

    def parts_of(self, area: str, figure: str) -> list[Score]:
        """Return a figure of every subject that is a part."""
        return [score for score in self.scores if (score.area, score.figure) == (area, figure) and score.subject != ALL]


def show(words: Catalogue, scores: tuple[Score, ...]) -> None:
    """Draw all tiles."""
    with st.container(key="kpis_scorecard"):
        for tile in _tiles(Figures(words, scores)):
            kpi.show(tile, words)


def _tiles(figures: Figures) -> Iterator[Tile]:
    yield _matching(figures)
    yield _faults(figures)
    yield _money(figures)
    yield _forecast(figures)
    yield _lost_sales(figures)
    yield _joints(figures)


def _matching(figures: Figures) -> Tile:
    words = figures.words
    precision, recall = (figures.written("matching", "person", name) for name in ("precision", "recall"))
    return Tile(
        "matching",
        words.text("scorecard.matching"),
        _value(figures, "matching", "person", "f1"),
        words.text("meaning.matching.f1"),
        notes=(words.text("scorecard.matching_note", precision=precision, recall=recall),),
    )


def _faults(figures: Figures) -> Tile:
    words = figures.words
    planted, alarms = (figures.written("faults", ALL, name) for name in ("planted", "false_alarms"))
    return Tile(
        "faults",
        words.text("scorecard.faults"),
        _value(figures, "faults", ALL, "caught"),
        words.text("meaning.faults.caught"),
        notes=(words.text("scorecard.faults_note", planted=planted, alarms=alarms),),
    )


def _money(figures: Figures) -> Tile:
    """Show the share over everything; else how many parts equal the truth, as their shares have no mean."""
    words = figures.words
    parts = [score.figure_value for score in figures.parts_of("money", "equal")]
    count = words.text("scorecard.count_of", count=sum(part == 1 for part in parts), total=len(parts))
    return Tile(
        "money",
        words.text("scorecard.money"),
        _value(figures, "money", ALL, "equal") or (count if parts else None),
        words.text("meaning.money.equal"),
        notes=(words.text("scorecard.money_note", count=count),) if parts else (),
    )


def _forecast(figures: Figures) -> Tile:
    words = figures.words
    naive, oracle = (figures.written("forecast", _AHEAD, name) for name in ("naive_wape", "oracle_wape"))
    return Tile(
        "forecast",
        words.text("scorecard.forecast"),
        _value(figures, "forecast", _AHEAD, "wape"),
        words.text("meaning.forecast.wape"),
        notes=(words.text("scorecard.forecast_note", naive=naive, oracle=oracle),),
    )


def _lost_sales(figures: Figures) -> Tile:
    words, area = figures.words, "lost sales"
    units = _value(figures, area, ALL, "true_units")
    money, part = (figures.written(area, ALL, name) for name in ("true_money", "true_share"))
    estimate, true = (figures.written(area, ALL, name) for name in ("estimated", "true_consumer_units"))
    return Tile(
        "lost_sales",
        words.text("scorecard.lost_sales"),
        words.text("scorecard.units", count=units) if units else None,
        words.text("meaning.lost sales.true_units"),
        notes=(
            words.text("scorecard.lost_sales_note", money=money, share=part),
            words.text("scorecard.lost_sales_estimate", count=estimate, true=true),
        ),
    )


def _joints(figures: Figures) -> Tile:
    """Show how many of all broken joints are named; not known as long as it is not known of one kind."""
    words, area = figures.words, "broken joints"
    planted = {score.subject: score.figure_value or 0 for score in figures.parts_of(area, "planted")}
    found = {score.subject: score.figure_value for score in figures.parts_of(area, "found")}
    total = sum(planted.values())
    value = words.text("scorecard.unknown") if found else None
    if total and None not in found.values() and found.keys() == planted.keys():
        value = share(words, sum(planted[kind] * (part or 0) for kind, part in found.items()) / total)
    return Tile(
        "joints",
        words.text("scorecard.joints"),
        value,
        words.text("meaning.broken joints.found"),
        notes=(words.text("scorecard.joints_note", planted=words.formats.number(total)),) if planted else (),
    )


def _value(figures: Figures, area: str, subject: str, figure: str) -> str | None:
    """Write a figure; None if the scorecard does not hold it."""
    score = figures.find(area, subject, figure)
    return written(figures.words, score) if score else None
