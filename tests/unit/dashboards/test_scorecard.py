"""The figures of the scorecard: written by unit, never rounded to what they are not, and never a mean of shares."""

from __future__ import annotations

import pytest

from dashboards.catalogue import load_catalogue
from dashboards.components import kpi
from dashboards.components.kpi import Tile
from dashboards.queries.scorecard import Score
from dashboards.scorecard import figures
from dashboards.scorecard.writing import subject_of, written

WORDS = load_catalogue("en")


def score(value: float | None, unit: str = "share") -> Score:
    return Score("area", "subject", "figure", value, unit, "definition")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.8426, "share", "84.3%"),
        (1.0, "share", "100.0%"),
        (0.99999, "share", "> 99.9%"),
        (0.0, "share", "0.0%"),
        (0.00001, "share", "< 0.1%"),
        (-0.4252, "share", "-42.5%"),
        (38576.0, "rows", "38,576"),
        (12.0, "count", "12"),
        (17176.4, "units", "17,176"),
        (0.3439, "units", "0.344"),
        (1400033.844, "money", "1,400,033.84"),
        (9952.369999999999, "EUR", "9,952.37 EUR"),
        (None, "money", "not estimated yet"),
    ],
)
def test_a_figure_is_written_by_its_unit(value: float | None, unit: str, text: str) -> None:
    assert written(WORDS, score(value, unit)).lstrip("\u200e") == text


def test_a_figure_that_does_not_apply_is_a_dash_and_not_unknown() -> None:
    assert written(WORDS, None) == "–"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("person", "Persons"),
        ("payout_short EUR", "Payout too short (EUR)"),
        ("EUR", "EUR"),
        ("shop_eu sales_order", "shop_eu sales_order"),
        ("4 weeks ahead", "4 weeks ahead"),
        ("net_sales_booked 2 USD", "Net sales booked, company 2 (USD)"),
        ("cash 1", "Cash, company 1"),
        ("net_sales_booked unknown AED", "Net sales booked, company not known (AED)"),
    ],
)
def test_a_subject_has_its_words_and_keeps_its_currency(subject: str, text: str) -> None:
    assert subject_of(WORDS, subject) == text


def values_of(monkeypatch: pytest.MonkeyPatch, *scores: Score) -> dict[str, str | None]:
    """Draw the tiles of some figures; return what each of them shows."""
    drawn: list[Tile] = []
    monkeypatch.setattr(kpi, "show", lambda tile, _words: drawn.append(tile))
    figures.show(WORDS, scores)
    return {tile.key: tile.value for tile in drawn}


def share_of(area: str, subject: str, figure: str, value: float | None) -> Score:
    return Score(area, subject, figure, value, "share", "definition")


def test_a_share_over_everything_goes_before_a_count_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (share_of("money", "crm", "equal", 1), share_of("money", "erp", "equal", 0.5))
    assert values_of(monkeypatch, *parts)["money"] == "1 of 2"
    assert values_of(monkeypatch, share_of("money", "all", "equal", 0.75), *parts)["money"] == "75.0%"


@pytest.mark.parametrize(("late", "text"), [(0.5, "80.0%"), (None, "not estimated yet")])
def test_joints_that_are_found_are_weighed_by_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch, late: float | None, text: str
) -> None:
    planted = (share_of("broken joints", "short", "planted", 30), share_of("broken joints", "late", "planted", 20))
    found = (share_of("broken joints", "short", "found", 1), share_of("broken joints", "late", "found", late))
    assert values_of(monkeypatch, *planted, *found)["joints"] == text


def test_what_the_scorecard_does_not_hold_has_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(values_of(monkeypatch).values()) == {None}
