"""Charts over time, drawn by Plotly: readable on a phone, in the visitor's language.

Belongs here: figures made of columns, as Plotly's own dictionaries. Not here: what is asked of the release.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import style

Amounts = Sequence[Decimal | None]
Figure = dict[str, Any]
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
_HOVER = "%{customdata[0]}<br>%{fullData.name}: %{customdata[1]}<extra></extra>"
_DATE_TICKS = 6
_AMOUNT_TICKS = 4
_HEIGHT = 310


@dataclass(frozen=True)
class Weeks:
    """Net sales by week (Monday), those of the year before, and whether the period holds only a part of the week."""

    weeks: Sequence[date]
    amounts: Amounts
    last_year: Amounts
    is_cut: Sequence[bool]


@dataclass(frozen=True)
class Forecast:
    """Weeks (Mondays) with actual units, forecast, low and high; None where there is none."""

    weeks: Sequence[date]
    actual: Amounts
    forecast: Amounts
    low: Amounts
    high: Amounts


def show(figure: Figure, name: str, alt: str) -> None:
    """Put a figure on the page.

    Args:
        figure: The figure.
        name: Its key.
        alt: What it shows, for assistive technology.
    """
    st.plotly_chart(style.of_theme(figure), key=f"chart_{name}", config=_CONFIG, theme=None, alt=alt)


def weekly_sales(words: Catalogue, data: Weeks) -> Figure:
    """Draw bars of net sales with the year before as a faint line; weeks that the period cuts are pale."""
    labels = [_week(words, week, cut) for week, cut in zip(data.weeks, data.is_cut, strict=True)]
    whole = [None if cut else amount for amount, cut in zip(data.amounts, data.is_cut, strict=True)]
    cut_off = [amount if cut else None for amount, cut in zip(data.amounts, data.is_cut, strict=True)]
    bars = [
        _bars(words, data.weeks, whole, labels, style.MAIN),
        _bars(words, data.weeks, cut_off, labels, style.MAIN_PALE) | {"showlegend": not any(whole)},
    ]
    earlier = _line(words, data.weeks, data.last_year, "last_year", labels) | {
        "line": {"color": style.LAST_YEAR, "width": 1.5}
    }
    has_earlier = any(amount is not None for amount in data.last_year)
    return {
        "data": [*bars, earlier] if has_earlier else bars,
        "layout": _layout(words, data.weeks, [*data.amounts, *data.last_year]),
    }


def forecast(words: Catalogue, data: Forecast) -> Figure:
    """Draw actual units, the forecast, and the band between low and high."""
    labels = [_week(words, week) for week in data.weeks]
    ahead = _line(words, data.weeks, data.forecast, "forecast", labels) | {
        "line": {"color": style.AHEAD, "width": 2, "dash": "dot"}
    }
    actual = _line(words, data.weeks, data.actual, "actual", labels) | {"line": {"color": style.MAIN, "width": 2.5}}
    return {
        "data": [*_band(words, data), ahead, actual],
        "layout": _layout(words, data.weeks, [*data.actual, *data.forecast, *data.high]),
    }


def _band(words: Catalogue, data: Forecast) -> list[Figure]:
    """Return the area between low and high as one closed line; nothing without both."""
    edges = zip(data.weeks, data.low, data.high, strict=True)
    known = [(week, low, high) for week, low, high in edges if low is not None and high is not None]
    if not known:
        return []
    weeks, lows, highs = (list(column) for column in zip(*known, strict=True))
    band = {
        "type": "scatter",
        "mode": "lines",
        "x": [*weeks, *reversed(weeks)],
        "y": _floats([*highs, *reversed(lows)]),
        "name": words.text("series.band"),
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": style.AHEAD_BAND,
        "hoverinfo": "skip",
    }
    return [band]


def _line(words: Catalogue, weeks: Sequence[date], amounts: Amounts, series: str, labels: Sequence[str]) -> Figure:
    return _trace(words, weeks, amounts, series, labels) | {"type": "scatter", "mode": "lines"}


def _bars(words: Catalogue, weeks: Sequence[date], amounts: Amounts, labels: Sequence[str], colour: str) -> Figure:
    marker = {"color": colour, "cornerradius": 2}
    return _trace(words, weeks, amounts, "net_sales", labels) | {"type": "bar", "marker": marker}


def _trace(words: Catalogue, weeks: Sequence[date], amounts: Amounts, series: str, labels: Sequence[str]) -> Figure:
    """Return what bars and lines have in common; what is written on hover is written by us, in the language."""
    return {
        "x": list(weeks),
        "y": _floats(amounts),
        "name": words.text(f"series.{series}"),
        "customdata": [[label, words.formats.number(value)] for label, value in zip(labels, amounts, strict=True)],
        "hovertemplate": _HOVER,
    }


def _layout(words: Catalogue, weeks: Sequence[date], amounts: Amounts) -> Figure:
    """Return axes in the visitor's language; they are fixed, so that a finger on the chart scrolls the page."""
    days = list(weeks)[:: max(1, math.ceil(len(weeks) / _DATE_TICKS))]
    ticks = round_ticks([float(amount) for amount in amounts if amount is not None])
    axis = {"fixedrange": True, "automargin": True, "tickfont": {"size": 12, "color": style.MUTED}}
    across = {"tickvals": days, "ticktext": date_ticks(words, days), "showgrid": False}
    upward = {"tickvals": ticks, "ticktext": [words.formats.tick(tick) for tick in ticks], "rangemode": "tozero"}
    return {
        "height": _HEIGHT,
        "margin": {"l": 4, "r": 12, "t": 8, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": style.FONT, "size": 13, "color": style.INK},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": -0.18,
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "white", "font": {"color": style.INK}},
        "barmode": "overlay",
        "bargap": 0.25,
        "xaxis": axis | across,
        "yaxis": axis | upward | {"gridcolor": style.GRID, "zerolinecolor": style.LAST_YEAR},
    }


def date_ticks(words: Catalogue, days: Sequence[date]) -> list[str]:
    """Write days below an axis; the year stands below the first one and where it changes."""
    years = [None, *(day.year for day in days)]
    return [
        words.formats.short_day(day) + (f"<br>{day.year}" if day.year != before else "")
        for day, before in zip(days, years, strict=False)
    ]


def round_ticks(values: Sequence[float]) -> list[float]:
    """Return about five round numbers from at most 0 to at least the largest value."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        return [0.0]
    rough = (high - low) / _AMOUNT_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return [number * step for number in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _week(words: Catalogue, week: date, is_cut: bool = False) -> str:
    label = words.text("series.week_of", date=words.formats.day(week))
    return f"{label} ({words.text('series.cut_week')})" if is_cut else label


def _floats(amounts: Amounts) -> list[float | None]:
    return [None if amount is None else float(amount) for amount in amounts]
