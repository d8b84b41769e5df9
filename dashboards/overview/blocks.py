"""The blocks of the overview: charts over time, and lists.

Belongs here: one function per block, which also says when there is nothing to show. Not here: the key figures
(`figures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Literal

from dashboards.components import blocks, charts, questioned, style
from dashboards.components.lists import Bar, bars, length_of
from dashboards.components.periods import is_cut
from dashboards.overview.view import View
from dashboards.queries import Row, Rows, Selection, planning, sales, supply
from dashboards.queries import questioned as questioned_rows
from dashboards.tables import QUESTIONED

_MEMBERS = 10
_SKUS = 6
_SUPPLIERS = 6
_COVERED_SHARE = Decimal("0.95")


def net_sales_weekly(view: View) -> None:
    """Draw net sales by week, with the year before."""
    words, period = view.words, view.period
    with blocks.block(words, "net_sales_weekly", words.text("block.net_sales_weekly")):
        blocks.note(words.text("note.weekly", currency=view.currency))
        days = Selection(period.start, period.end, view.selection.markets, view.selection.channels)
        rows = sales.weekly(view.reader, days)
        if not rows:
            blocks.empty(words.text("empty.selection"))
            return
        weeks = [row["week_start_date"] for row in rows]
        data = charts.Weeks(
            weeks=weeks,
            amounts=[row["net_sales_amount"] for row in rows],
            last_year=[row["last_year_amount"] for row in rows],
            is_cut=[is_cut(week, period.start, period.end) for week in weeks],
        )
        figure = charts.weekly_sales(words, data)
        charts.show(figure, "net_sales_weekly", words.text("block.net_sales_weekly"))
        questioned.mark(view.visit, questioned.of_figures(view.visit, questioned_rows.SALES, days))


def forecast(view: View) -> None:
    """Draw what was ordered and what is expected, with the measured error of the forecasts."""
    words = view.words
    with blocks.block(words, "forecast", words.text("block.forecast")):
        blocks.note(words.text("note.forecast"))
        if not view.forecast_weeks:
            blocks.empty(words.text("empty.forecast"))
            return
        charts.show(charts.forecast(words, _weeks(view.forecast_weeks)), "forecast", words.text("block.forecast"))
        if any(_is_covered(week) for week in view.forecast_weeks):
            blocks.note(words.text("note.forecast_past"))
        _accuracy(view)


def _weeks(rows: Rows) -> charts.Forecast:
    """Return the columns of the chart; a past forecast stands only where it covers nearly all that was ordered."""
    return charts.Forecast(
        weeks=[row["week_start_date"] for row in rows],
        actual=[None if row["is_future"] else row["actual_qty"] for row in rows],
        forecast=[row["forecast_qty"] if row["is_future"] or _is_covered(row) else None for row in rows],
        low=[row["low_qty"] for row in rows],
        high=[row["high_qty"] for row in rows],
    )


def _is_covered(row: Row) -> bool:
    return bool(row["covered_qty"] and row["covered_qty"] >= _COVERED_SHARE * row["actual_qty"])


def _accuracy(view: View) -> None:
    """Say how large the error was, beside that of the naive forecast; nothing where it was not measured."""
    words, found = view.words, planning.accuracy(view.reader)
    if found.published_wape_pct is None or found.naive_wape_pct is None:
        return
    ours, naive = (words.formats.percent(share) for share in (found.published_wape_pct, found.naive_wape_pct))
    blocks.note(words.text("note.accuracy", ours=ours, naive=naive), words.text("definition.wape"))


def by_member(view: View, dimension: Literal["market", "channel"]) -> None:
    """List markets or channels by net sales."""
    words = view.words
    with blocks.block(words, f"by_{dimension}", words.text(f"block.by_{dimension}")):
        blocks.note(words.text("note.by_market", currency=view.currency))
        rows = sales.by_member(view.reader, view.selection, dimension, _MEMBERS)
        if not rows:
            blocks.empty(words.text("empty.selection"))
            return
        amounts = [row["net_sales_amount"] or Decimal(0) for row in rows]
        total, largest = sum(amounts, Decimal(0)), max(abs(amount) for amount in amounts)
        doubts = _questioned_members(view, dimension)
        items = [_member(view, dimension, row, total, largest, doubts) for row in rows]
        bars(words, words.text(f"block.by_{dimension}"), view.heads(dimension, "net_sales", "share"), items)


def _questioned_members(view: View, dimension: str) -> dict[str, str]:
    """Return what is questioned in the sales of each market or channel, in words."""
    if QUESTIONED not in view.visit.release.tables:
        return {}
    found = questioned_rows.rows_behind(view.reader, questioned_rows.SALES, view.selection)
    by_code = groupby(sorted(found, key=itemgetter(f"{dimension}_code")), key=itemgetter(f"{dimension}_code"))
    sums = {code: questioned_rows.together(rows, view.currency) for code, rows in by_code}
    return {code: questioned.text(view.words, it) for code, it in sums.items() if it}


def _member(view: View, dimension: str, row: Row, total: Decimal, largest: Decimal, doubts: Mapping[str, str]) -> Bar:
    formats, amount = view.words.formats, row["net_sales_amount"]
    return Bar(
        label=_member_name(view, dimension, row),
        value=formats.number(amount),
        length=length_of(amount, largest),
        note=doubts.get(row["member_code"], ""),
        aside=formats.percent(amount / total) if amount is not None and total > 0 else "",
    )


def _member_name(view: View, dimension: str, row: Row) -> str:
    if row["member_code"] is None:
        return view.words.text("app.other", count=row["member_count"])
    names = view.choices.markets if dimension == "market" else view.choices.channels
    return names.get(row["member_code"], row["member_name"] or row["member_code"])


def skus(view: View, end: Literal["top", "bottom"]) -> None:
    """List the SKUs that earned most, or least."""
    words = view.words
    with blocks.block(words, f"{end}_skus", words.text(f"block.{end}_skus")):
        blocks.note(words.text("note.skus", currency=view.currency, period=view.months))
        found = sales.sku_margins(view.reader, view.selection, _SKUS)
        rows = sorted((row for row in found if row[f"{end}_rank"] <= _SKUS), key=lambda row: int(row[f"{end}_rank"]))
        if not rows:
            blocks.empty(words.text("empty.skus"))
            return
        largest = max(abs(row["margin_amount"]) for row in found)
        items = [_sku(view, row, largest) for row in rows]
        bars(words, words.text(f"block.{end}_skus"), view.heads("sku", "margin", "margin_pct"), items)
        _unranked(view)
        questioned.mark(view.visit, questioned.of_figures(view.visit, questioned_rows.SALES, view.of_all_channels))


def _sku(view: View, row: Row, largest: Decimal) -> Bar:
    formats = view.words.formats
    return Bar(
        label=row["sku"] or view.words.text("banner.unknown"),
        detail=row["product_name"] or "",
        value=formats.number(row["margin_amount"]),
        length=length_of(row["margin_amount"], largest),
        aside=formats.percent(row["margin_pct"], 0),
    )


def _unranked(view: View) -> None:
    count = sales.unknown_margins(view.reader, view.selection)
    if count:
        blocks.note(view.words.text("note.skus_unknown", count=view.words.formats.number(count)))


def suppliers(view: View) -> None:
    """List the suppliers by the lines that they missed."""
    words = view.words
    with blocks.block(words, "suppliers", words.text("block.suppliers")):
        rows = supply.otif_by_supplier(view.reader, view.selection)[:_SUPPLIERS]
        if not rows:
            blocks.empty(words.text("empty.suppliers", period=view.months))
            return
        blocks.note(words.text("note.suppliers", period=view.months))
        items = [_supplier(view, row) for row in rows]
        bars(words, words.text("block.suppliers"), view.heads("supplier", "otif", "lines"), items)


def _supplier(view: View, row: Row) -> Bar:
    formats, share = view.words.formats, row["otif_count"] / row["due_count"]
    return Bar(
        label=row["supplier_name"] or view.words.text("banner.unknown"),
        value=formats.percent(share),
        length=share,
        aside=f"{formats.number(row['otif_count'])} / {formats.number(row['due_count'])}",
    )


def stock(view: View) -> None:
    """List the states of the stock."""
    words, cover = view.words, supply.cover(view.reader)
    with blocks.block(words, "stock", words.text("block.stock")):
        found = {row["stock_state"]: row for row in supply.stock_states(view.reader)}
        if not found:
            blocks.empty(words.text("empty.stock"))
            return
        date = words.formats.day(cover.snapshot_date)
        blocks.note(words.text("note.stock", date=date, currency=view.currency))
        largest = max(row["item_count"] for row in found.values())
        items = [
            _state(view, found[state], largest) for state in dict.fromkeys((*style.STATES, *found)) if state in found
        ]
        bars(words, words.text("block.stock"), view.heads("state", "items", "value"), items)
        unvalued = sum(row["unvalued_count"] for row in found.values())
        if unvalued:
            blocks.note(words.text("note.stock_no_value", count=words.formats.number(unvalued)))
        questioned.mark(view.visit, questioned.of_figures(view.visit, (questioned_rows.STOCK,), Selection()))


def _state(view: View, row: Row, largest: int) -> Bar:
    formats = view.words.formats
    return Bar(
        label=view.words.member("stock_state", row["stock_state"]),
        value=formats.number(row["item_count"]),
        length=length_of(row["item_count"], largest),
        aside=formats.short(row["stock_value_amount"]),
        colour=style.STATES.get(row["stock_state"], style.MUTED),
    )
