"""The parts of the pages: periods, trust, lists, CSV, charts, and the server's options."""

from __future__ import annotations

import csv
import io
import socket
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import serve
from dashboards.arguments import config_argument
from dashboards.catalogue import load_catalogue
from dashboards.components import banner, charts, lists, periods, trust
from dashboards.components.export import safe_csv
from dashboards.components.kpi import change_of
from warehouse.errors import ConfigurationError
from warehouse.settings import load_settings

WORDS = load_catalogue("en")
FIRST, LAST = date(2023, 5, 31), date(2025, 12, 31)
GOOD = {
    "source_name": "shop",
    "status": "current",
    "residual_amount": 0,
    "residual_row_count": 0,
    "refused_row_count": 0,
}


@pytest.mark.parametrize(
    ("preset", "start"),
    [
        ("w4", date(2025, 12, 4)),
        ("w13", date(2025, 10, 2)),
        ("ytd", date(2025, 1, 1)),
        ("all", FIRST),
        ("range", date(2025, 10, 2)),
    ],
)
def test_a_preset_ends_with_the_data(preset: str, start: date) -> None:
    assert periods.days_of(preset, FIRST, LAST) == (start, LAST)


def test_a_week_is_cut_when_the_period_holds_a_part_of_it() -> None:
    assert periods.is_cut(date(2025, 12, 29), date(2025, 12, 1), LAST)
    assert not periods.is_cut(date(2025, 12, 22), date(2025, 12, 1), LAST)
    assert periods.is_cut(date(2025, 12, 1), date(2025, 12, 2), LAST)


@pytest.mark.parametrize(
    ("changes", "level", "reasons"),
    [
        ({}, "good", ["all_good"]),
        ({"status": "held_back"}, "bad", ["held_back"]),
        ({"status": "forced"}, "bad", ["forced"]),
        ({"status": "stopped"}, "bad", ["stopped"]),
        ({"residual_amount": Decimal("0.01")}, "bad", ["residual"]),
        ({"residual_row_count": 1}, "bad", ["residual"]),
        ({"status": "missing"}, "attention", ["missing"]),
        ({"refused_row_count": 1}, "attention", ["refused"]),
        ({"status": "stopped", "refused_row_count": 1}, "bad", ["stopped", "refused"]),
    ],
)
def test_a_release_is_judged_by_its_worst_source(changes: dict[str, Any], level: str, reasons: list[str]) -> None:
    state = trust.judge([GOOD, {**GOOD, **changes}])
    assert (state.level, [reason.key for reason in state.reasons]) == (level, reasons)


def test_no_word_about_sources_is_not_good_and_a_warning_is_attention() -> None:
    assert trust.judge([]).level == "unknown"
    assert trust.judge([GOOD], ["orders_have_lines"]).level == "attention"


@pytest.mark.parametrize(
    ("language", "code", "told"),
    [
        ("en", "holds_opportunity_stage", "does not hold: what is promised of the table opportunity_stage"),
        ("zh", "every_order_line_has_an_exchange_rate", "每个订单行都有汇率"),
        ("ar", "every_order_line_has_an_exchange_rate", "لكل سطر طلب سعر صرف"),
        ("en", "assert_net_is_gross_less_discount", "net is gross less discount"),
    ],
)
def test_a_check_that_warned_is_told_in_words_with_its_code_in_brackets(language: str, code: str, told: str) -> None:
    text = banner.quality_text(load_catalogue(language), trust.judge([GOOD], [code]))
    assert f"{told} ({code})" in text


def test_warnings_about_tables_name_their_sources_once() -> None:
    checks = ["source_rules.crm.deals", "source_rules.crm.contacts", "source_profile.shop.orders", "rates"]
    reasons = [(reason.key, reason.names) for reason in trust.judge([GOOD], checks).reasons]
    assert reasons == [("rules", ("crm",)), ("unlike", ("shop",)), ("warned", ("rates",))]


@pytest.mark.parametrize(
    ("now", "then", "change"),
    [(110, 100, Decimal("0.1")), (None, 100, None), (110, None, None), (5, 0, None), (5, -3, None)],
)
def test_a_change_needs_something_to_compare_with(now: int | None, then: int | None, change: Decimal | None) -> None:
    assert change_of(now, then) == change


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_no_cell_of_a_csv_begins_like_a_formula(texts: list[str]) -> None:
    written = safe_csv([{"name": text, "amount": Decimal("-1.50")} for text in texts])
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [row["name"] for row in rows] == [f"'{text}" if text[0] in "=+-@\t\r\n＝＋－＠" else text for text in texts]
    assert {row["amount"] for row in rows} == {"-1.50"}


def test_a_csv_of_nothing_is_empty() -> None:
    assert safe_csv([]).decode("utf-8-sig").strip() == ""


def test_names_in_lists_and_tables_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(lists.st, "html", drawn.append)
    lists.bars(WORDS, "<n>", ("<h>", "v", "a"), [lists.Bar("<script>", "1", 0.5, detail="<i>", aside="<u>")])
    lists.table(WORDS, "<n>", [lists.Column("<h>")], [[lists.Cell("<script>", "bad")], ["<b>"]])
    assert not any(f"<{tag}>" in html for html in drawn for tag in ("script", "i", "u", "b", "n", "h"))


def test_the_rest_of_a_long_text_unfolds() -> None:
    text = "why " * 50
    html = lists.table_html(WORDS, "n", [lists.Column("h")], [[text], ["short"]])
    shown, rest = html.split("<summary><bdi>")[1].split("</bdi></details>")[0].split(" …</bdi></summary><bdi>… ")
    assert f"{shown} {rest}" == text.strip()
    assert html.count("<details>") == 1


@pytest.mark.parametrize(
    ("value", "largest", "length"), [(5, 10, 0.5), (-20, 10, -1), (None, 10, 0), (5, 0, 0), (5, None, 0)]
)
def test_a_bar_is_never_longer_than_its_track(value: int | None, largest: int | None, length: float) -> None:
    assert lists.length_of(value, largest) == length


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False, allow_subnormal=False), max_size=5))
def test_ticks_hold_all_values(values: list[float]) -> None:
    ticks = charts.round_ticks(values)
    assert ticks[0] <= min([0.0, *values])
    assert ticks[-1] >= max([0.0, *values]) * (1 - 1e-6)
    assert len(ticks) <= 8


def test_the_year_stands_where_it_changes() -> None:
    days = [date(2024, 12, 23), date(2024, 12, 30), date(2025, 1, 6)]
    assert charts.date_ticks(WORDS, days) == ["23 Dec<br>2024", "30 Dec", "6 Jan<br>2025"]


def test_the_band_needs_both_of_its_sides() -> None:
    week, one = [date(2025, 1, 6)], [Decimal(1)]
    with_band = charts.forecast(WORDS, charts.Forecast(week, [None], one, one, one))
    without = charts.forecast(WORDS, charts.Forecast(week, one, one, [None], one))
    assert len(with_band["data"]) == len(without["data"]) + 1


def test_figures_are_valid_for_plotly() -> None:
    import plotly.graph_objects as go

    week, one = [date(2025, 1, 6)], [Decimal(1)]
    go.Figure(charts.forecast(WORDS, charts.Forecast(week, one, one, one, one)))
    go.Figure(charts.weekly_sales(WORDS, charts.Weeks(week, one, one, [True])))


def test_the_configuration_stands_behind_the_double_dash() -> None:
    assert config_argument(["--config", "a.toml"]) == Path("a.toml")
    assert config_argument(["-q"]) is None


def test_the_server_is_hardened_and_for_this_machine_only(project: Path) -> None:
    settings = load_settings(project / "entrepot.toml")
    command = serve.command(settings, 8501, "127.0.0.1")
    wanted = {
        "--server.address=127.0.0.1", "--server.enableXsrfProtection=true", "--server.enableCORS=true",
        "--client.showErrorDetails=none", "--client.toolbarMode=viewer", "--browser.gatherUsageStats=false",
    }  # fmt: skip
    assert wanted <= set(command)
    assert command[-2:] == ["--config", str(project / "entrepot.toml")]
    for address in ("0.0.0.0", "192.168.1.1", "everyone"):
        with pytest.raises(ConfigurationError, match="sign-in"):
            serve.serve(settings, 8501, address)


def test_a_taken_port_is_said(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="--port"):
            serve.serve(load_settings(project / "entrepot.toml"), taken.getsockname()[1])
