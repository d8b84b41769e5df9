"""What a steward is told: for and against in bits and chances, why the verdict, and tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from identity.decisions import Decision, StandingDecision
from identity.explain.explanation import Explanation, Part, Step, Weighed
from identity.explain.subjects import RecordName
from identity.impact.figures import FIGURES
from identity.impact.preview import Amount, Impact, Standing
from orchestration.cli.console import out
from orchestration.cli.identity_words import as_plain, print_explanation, print_impact, verdict

ONE, OTHER, THIRD = (
    RecordName("shop_eu", "7150000000211"),
    RecordName("crm", "contact:20100000"),
    RecordName("erp", "9"),
)
PARTS = (
    Part("name", "the same name but for a short form, a slip or the order", 9.26, 1.2, 1234.5, "Ada Berg", "Ada Bergh"),
    Part("mailbox", "another address", -2.04, -1.1, None, "ada@a.example", "ab@b.example"),
    Part("phone", "nothing to compare: one of them has none", 0.0, 0.0, None, None, "+49 170 1234567"),
)
WEIGHED = Weighed(PARTS, -9.8, -0.2, -2.58, -0.1, -2.8, 0.0, "person-1")
KEY, OTHER_KEY = "01ecb552-ee92-57cb-b0c7-1be1f6e6010a", "0e49b62e-3608-55b8-bc0c-72f8d8776311"
TWO = Explanation("customer", ONE, OTHER, KEY, OTHER_KEY, WEIGHED, "", (), (), (), ())


def ruling(kind: str) -> StandingDecision:
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    return StandingDecision(7, Decision("customer", kind, ONE, OTHER), "Ada", "by phone", moment)


@pytest.fixture(autouse=True)
def narrow() -> Iterator[None]:
    before, out.width = out.width, 80
    yield
    out.width = before


def test_what_speaks_for_and_against_is_told_in_bits_and_chances(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation(TWO.masked(), with_values=False)
    said = capsys.readouterr().out
    tables = [line for line in said.splitlines() if line.startswith(("what", "name", "e-mail", "phone", "before"))]
    assert max(map(len, tables)) <= 80
    assert "+9.3 +1.2 1 in 1,230" in said
    assert "Together -2.6 bits against two strangers (6.0 to 1 against)" in said
    assert "A••• B•••" in said
    assert "Berg" not in said
    assert "Verdict: two. The pair alone is at -2.8 bits, below the threshold of 0.0." in said


def test_whoever_asked_for_values_sees_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation(TWO, with_values=True)
    assert "Ada Bergh" in capsys.readouterr().out


def test_what_connects_two_through_others_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    path = (Step(ONE, THIRD, "cross_reference", "", None), Step(THIRD, OTHER, "model", "", 4.25))
    print_explanation(replace(TWO, other_key=KEY, path=path), with_values=False)
    said = capsys.readouterr().out
    assert "Connected through 1 others:" in said
    assert "erp:9 — crm:contact:20100000: alike enough for the model, +4.2 bits" in said
    assert "What else is in the group connects them." in said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (replace(TWO, weighed=replace(WEIGHED, weight=3.0)), "Their groups as wholes are not alike enough"),
        (replace(TWO, apart=(ruling("cannot_link"),)), "A decision keeps them apart."),
        (replace(TWO, other_key=KEY, decisions=(ruling("must_link"),)), "Verdict: one. A person decided (#7)."),
        (replace(TWO, weighed=None, forced=("the same tax number",)), "The rule did not count"),
        (replace(TWO, weighed=None), "Nothing that is known joins them."),
    ],
)
def test_the_verdict_says_why(found: Explanation, said: str) -> None:
    assert said in verdict(found)


def test_a_preview_shows_every_figure_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    money, count = Amount({"EUR": Decimal("12.5"), "GBP": Decimal(3)}, Decimal("12.5"), 1), Amount({"": Decimal(4)})
    figures = tuple(figure for figure in FIGURES if figure.entity == "customer")
    before = Standing(KEY, False, 2, {"net sales": money, "orders": count})
    after = (before, Standing("x", True, 1, {}))
    print_impact(Impact("customer", (before,), after, figures, (("open receivables", "marts.x"),)), "EUR")
    said = capsys.readouterr().out
    assert "12.50 EUR, 3.00 GBP 12.50 + 1 without a rate" in said
    assert "then a new one records" in said
    assert "Not shown: open receivables; the release has no marts.x." in said
    assert max(map(len, said.splitlines())) <= 80


def test_a_machine_reads_money_to_the_last_digit() -> None:
    amount = Amount()
    amount.by_currency["EUR"] += Decimal("1.2300")
    assert as_plain([amount]) == [{"by_currency": {"EUR": "1.2300"}, "group": None, "unconverted": 0}]
