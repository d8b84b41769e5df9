"""Waterfalls, heat maps, lines and stacks, drawn by Plotly: readable on a phone, without colour alone saying anything.

Belongs here: figures made of columns and texts that are written already. Not here: what is asked of the release, and
charts of weeks (`charts`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboards.catalogue import Catalogue
from dashboards.components import style
from dashboards.components.charts import Amounts, Figure, round_ticks

_ROW, _HEAT_ROW, _AROUND = 34, 22, 60
_HEIGHT = 310
_DATE_TICKS = 5
_TEXT_SHARE = 0.35
"""How much of a waterfall's width a text beside its longest bar may need on a phone."""
_WRITTEN_COLUMNS = 8
_DASHES = ("solid", "dash", "dot", "longdash")
_SCALE = [[0.0, "#eef4f7"], [0.5, "#7fb0c2"], [1.0, "#0f4c61"]]
_HOVER = "%{customdata}<extra></extra>"
_UPSIDE_DOWN = "reversed"


@dataclass(frozen=True)
class Series:
    """One series: its name, its values, and each value as it is written on hover."""

    name: str
    values: Amounts
    texts: Sequence[str]


def waterfall(labels: Sequence[str], amounts: Amounts, texts: Sequence[str]) -> Figure:
    """Draw steps from the first amount to the last, from the top; every step has its amount beside it.

    Args:
        labels: Names of the base, the steps and the total.
        amounts: Their amounts; base and steps sum to the total.
        texts: The amounts as they are written.
    """
    count = len(labels)
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": list(range(count)),
        "x": _floats(amounts),
        "measure": ["absolute", *["relative"] * (count - 2), "total"],
        "text": list(texts),
        "textposition": "auto",
        "customdata": [f"{label}: {text}" for label, text in zip(labels, texts, strict=True)],
        "hovertemplate": _HOVER,
        "increasing": {"marker": {"color": style.MAIN}},
        "decreasing": {"marker": {"color": style.AHEAD}},
        "totals": {"marker": {"color": style.LAST_YEAR}},
        "connector": {"line": {"color": style.GRID}},
        "cliponaxis": False,
    }
    names = {"tickvals": list(range(count)), "ticktext": list(labels), "autorange": _UPSIDE_DOWN}
    layout = _layout(_ROW * count + _AROUND)
    bare = {"showticklabels": False, "range": _room(_floats(amounts))}
    return {
        "data": [trace],
        "layout": layout | {"xaxis": layout["xaxis"] | bare, "yaxis": layout["yaxis"] | names, "showlegend": False},
    }


def _room(amounts: Sequence[float | None]) -> list[float]:
    """Return the ends of an axis that holds every step of a waterfall, with room for a text on both sides."""
    *steps, total = [amount or 0.0 for amount in amounts]
    reached = [0.0, *itertools.accumulate(steps), total]
    room = _TEXT_SHARE * ((max(reached) - min(reached)) or 1.0)
    return [min(reached) - (room if min(reached) < 0 else 0.0), max(reached) + room]


def heat(
    down: Sequence[str],
    across: Sequence[str],
    values: Sequence[Sequence[float | None]],
    texts: Sequence[Sequence[str]],
    hovers: Sequence[Sequence[str]],
    darkest: float | None = None,
) -> Figure:
    """Draw a matrix from the top left; a cell without a value stays empty.

    Args:
        down: Names of the rows.
        across: Names of the columns.
        values: The values by row and column; None is empty.
        texts: The values as they are written, which stand in the cells where there is room.
        hovers: What a cell says on hover.
        darkest: From which value a cell is as dark as it can be; None takes the largest.
    """
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": [list(row) for row in values],
        "x": list(range(len(across))),
        "y": list(range(len(down))),
        "customdata": [list(row) for row in hovers],
        "hovertemplate": _HOVER,
        "hoverongaps": False,
        "colorscale": _SCALE,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
    }
    if darkest:
        trace |= {"zmin": 0, "zmax": darkest}
    if len(across) <= _WRITTEN_COLUMNS:
        trace |= {"text": [list(row) for row in texts], "texttemplate": "%{text}"}
    layout = _layout(_HEAT_ROW * (len(down) if len(across) > _WRITTEN_COLUMNS else 2 * len(down)) + 2 * _AROUND)
    named = {"tickvals": list(range(len(down))), "ticktext": list(down), "autorange": _UPSIDE_DOWN}
    step = max(1, -(-len(across) // (2 * _DATE_TICKS)))
    over = {"tickvals": list(range(0, len(across), step)), "ticktext": list(across)[::step], "side": "top"}
    return {
        "data": [trace],
        "layout": layout | {"xaxis": layout["xaxis"] | over, "yaxis": layout["yaxis"] | named},
    }


def lines(words: Catalogue, months: Sequence[date], series: Sequence[Series], is_share: bool) -> Figure:
    """Draw lines over months; each has a colour and a dash of its own."""
    traces = [
        _trace(it, "customdata")
        | {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(months),
            "y": _floats(it.values),
            "line": {"color": _colour(number), "width": 2.5, "dash": _DASHES[number % len(_DASHES)]},
            "marker": {"size": 5},
            "connectgaps": False,
        }
        for number, it in enumerate(series)
    ]
    days = list(months)[:: max(1, -(-len(months) // _DATE_TICKS))]
    ticks = round_ticks([float(value) for it in series for value in it.values if value is not None])
    written = [words.formats.percent(tick, 0) if is_share else words.formats.tick(tick) for tick in ticks]
    layout = _layout(_HEIGHT)
    return {
        "data": traces,
        "layout": layout
        | {
            "xaxis": layout["xaxis"]
            | {
                "tickvals": days,
                "ticktext": [words.formats.month(day) for day in days],
                "showgrid": False,
                "tickangle": 0,
            },
            "yaxis": layout["yaxis"] | {"tickvals": ticks, "ticktext": written, "rangemode": "tozero"},
        },
    }


def stack(words: Catalogue, labels: Sequence[str], parts: Sequence[Series]) -> Figure:
    """Draw one bar per label, made of parts; what is negative goes to the other side."""
    traces = [
        _trace(it, "customdata")
        | {
            "type": "bar",
            "orientation": "h",
            "x": _floats(it.values),
            "y": list(range(len(labels))),
            "marker": {"color": style.STAGES[number % len(style.STAGES)], "line": {"color": "white", "width": 1}},
        }
        for number, it in enumerate(parts)
    ]
    sums = [
        sum(sign * max(0.0, sign * float(it.values[row] or 0)) for it in parts)
        for row in range(len(labels))
        for sign in (1.0, -1.0)
    ]
    ticks = round_ticks(sums)
    layout = _layout(_ROW * 2 * len(labels) + 2 * _AROUND)
    named = {"tickvals": list(range(len(labels))), "ticktext": list(labels), "autorange": _UPSIDE_DOWN}
    money = {"tickvals": ticks, "ticktext": [words.formats.tick(tick) for tick in ticks], "gridcolor": style.GRID}
    return {
        "data": traces,
        "layout": layout | {"barmode": "relative", "xaxis": layout["xaxis"] | money, "yaxis": layout["yaxis"] | named},
    }


def _trace(series: Series, hover: str) -> Figure:
    return {"name": series.name, hover: list(series.texts), "hovertemplate": f"%{{fullData.name}}<br>{_HOVER}"}


def _colour(number: int) -> str:
    return style.SERIES[number % len(style.SERIES)]


def _layout(height: int) -> Figure:
    """Return axes that are fixed, so that a finger on the picture scrolls the page."""
    axis = {"fixedrange": True, "automargin": True, "tickfont": {"size": 12, "color": style.MUTED}, "zeroline": False}
    return {
        "height": height,
        "margin": {"l": 4, "r": 16, "t": 8, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": style.FONT, "size": 13, "color": style.INK},
        "legend": {"orientation": "h", "x": 0, "y": -0.18, "yanchor": "top", "itemclick": False,
                   "itemdoubleclick": False, "traceorder": "normal"},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "white", "font": {"color": style.INK}},
        "xaxis": axis | {"showgrid": False},
        "yaxis": axis | {"gridcolor": style.GRID},
    }  # fmt: skip


def _floats(amounts: Amounts) -> list[float | None]:
    return [None if amount is None else float(amount) for amount in amounts]
