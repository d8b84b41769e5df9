"""The key figures of the overview.

Belongs here: one tile per figure. Not here: lists and charts (`blocks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import streamlit as st

from dashboards.components import kpi, questioned
from dashboards.components.kpi import Tile, change_of
from dashboards.overview.view import View
from dashboards.queries import Selection, planning, sales, supply
from dashboards.queries.questioned import SALES, STOCK, Questioned
from dashboards.queries.sales import SalesTotals

_OUTLOOKS = (4, 13)


def show(view: View) -> None:
    """Draw the period in words, and all tiles."""
    before = view.selection.previous(view.choices.first)
    st.caption(_period(view, before))
    now = sales.totals(view.reader, view.selection)
    then = sales.totals(view.reader, before) if before else None
    with st.container(key="kpis"):
        for tile in (*_of_sales(view, now, then), _cover(view), _otif(view), *_outlooks(view)):
            kpi.show(tile, view.words)


def _period(view: View, before: Selection | None) -> str:
    """Say which days are shown, and which they are compared with."""
    words = view.words
    if view.period.is_all:
        compared = words.text("filter.whole")
    elif before and before.start and before.end:
        compared = words.text("filter.compared", period=words.formats.days(before.start, before.end))
    else:
        compared = words.text("filter.not_compared")
    return f"{words.formats.days(view.period.start, view.period.end)} · {compared}"


def _of_sales(view: View, now: SalesTotals, then: SalesTotals | None) -> Iterator[Tile]:
    yield _net_sales(view, now, then)
    yield _orders(view, now, then)
    yield _average_order_value(view, now, then)
    yield _margin(view, now, then)


def _mark(view: View, *figures: str) -> Callable[[], None]:
    return _drawn(view, questioned.of_figures(view.visit, figures, view.selection))


def _drawn(view: View, found: Questioned | None) -> Callable[[], None]:
    return lambda: questioned.mark(view.visit, found)


def _net_sales(view: View, now: SalesTotals, then: SalesTotals | None) -> Tile:
    words, amount = view.words, now.net_sales_amount
    return Tile(
        "net_sales",
        words.text("kpi.net_sales"),
        None if amount is None else words.formats.short(amount),
        words.text("definition.net_sales"),
        change_of(amount, then.net_sales_amount if then else None),
        () if amount is None else (view.exact(amount),),
        view.warning("kpi.missing_rate", now.missing_rate_line_count),
        _mark(view, *SALES),
    )


def _orders(view: View, now: SalesTotals, then: SalesTotals | None) -> Tile:
    words, count = view.words, now.order_count
    units = () if now.ordered_qty is None else (words.counted("kpi.units", now.ordered_qty),)
    return Tile(
        "orders",
        words.text("kpi.orders"),
        None if count is None else words.formats.number(count),
        words.text("definition.orders"),
        change_of(count, then.order_count if then else None),
        units,
        mark=_mark(view, "sale"),
    )


def _average_order_value(view: View, now: SalesTotals, then: SalesTotals | None) -> Tile:
    words, amount = view.words, now.average_order_value
    return Tile(
        "aov",
        words.text("kpi.aov"),
        None if amount is None else words.formats.number(amount, 2),
        words.text("definition.aov"),
        change_of(amount, then.average_order_value if then else None),
        () if amount is None else (words.text("kpi.aov_note", currency=view.currency),),
        mark=_mark(view, "sale"),
    )


def _margin(view: View, now: SalesTotals, then: SalesTotals | None) -> Tile:
    words, amount = view.words, now.margin_amount
    if now.margin_pct is None:
        share = words.text("kpi.margin_share_none")
    else:
        share = words.text("kpi.margin_note", share=words.formats.percent(now.margin_pct))
    return Tile(
        "margin",
        words.text("kpi.margin"),
        None if amount is None else words.formats.short(amount),
        words.text("definition.margin"),
        change_of(amount, then.margin_amount if then else None),
        () if amount is None else (view.exact(amount), share),
        view.warning("kpi.missing_cost", now.missing_cost_line_count),
        _mark(view, *SALES),
    )


def _cover(view: View) -> Tile:
    words, cover = view.words, supply.cover(view.reader)
    notes = (words.text("kpi.cover_note", date=words.formats.day(cover.snapshot_date)),)
    return Tile(
        "cover",
        words.text("kpi.cover"),
        None if cover.weeks is None else words.counted("kpi.weeks", cover.weeks, 1),
        words.text("definition.cover"),
        notes=(notes if cover.weeks is not None else (words.text("kpi.cover_none"),)) + view.whole_company,
        mark=_drawn(view, questioned.of_figures(view.visit, (STOCK,), Selection())),
    )


def _otif(view: View) -> Tile:
    words, lines = view.words, supply.otif_by_supplier(view.reader, view.selection)
    due, kept = (sum(line[name] for line in lines) for name in ("due_count", "otif_count"))
    text = words.text(
        "kpi.otif_note", kept=words.formats.number(kept), due=words.formats.number(due), period=view.months
    )
    return Tile(
        "otif",
        words.text("kpi.otif"),
        words.formats.percent(kept / due) if due else None,
        words.text("definition.otif"),
        notes=(text if due else words.text("kpi.otif_none"), *view.whole_company),
    )


def _outlooks(view: View) -> Iterator[Tile]:
    found = planning.outlooks(view.reader, view.selection)
    for weeks in _OUTLOOKS:
        yield _outlook(view, weeks, found.get(weeks))


def _outlook(view: View, weeks: int, outlook: planning.Outlook | None) -> Tile:
    words = view.words
    label, definition = words.text("kpi.forecast", weeks=weeks), words.text("definition.forecast")
    if outlook is None:
        return Tile(f"forecast_{weeks}", label, None, definition, notes=(words.text("kpi.forecast_none"),))
    band = words.text("kpi.no_range")
    if outlook.low_qty is not None and outlook.high_qty is not None:
        low, high = (words.formats.number(qty) for qty in (outlook.low_qty, outlook.high_qty))
        band = words.text("kpi.low_high", low=low, high=high)
    value = words.counted("kpi.units", outlook.forecast_qty)
    return Tile(f"forecast_{weeks}", label, value, definition, notes=(band, *view.all_channels))
