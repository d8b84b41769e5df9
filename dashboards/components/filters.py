"""The filters of a page: period, market, channel; what is chosen stands in the URL.

Belongs here: the widgets and their round trip through the URL. Not here: what is done with the choice.

The URL holds codes, never labels, so that a link works in every language. Widgets that show words carry the language in
their key: a choice is handed on by its code when the language changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import periods
from dashboards.queries import Selection

_MEMORY = "_filters"
_NAMES = ("period", "from", "to", "market", "channel")
Chosen = dict[str, list[str]]


@dataclass(frozen=True)
class Choices:
    """What can be chosen: the days that have data, and the names of markets and channels by code."""

    first: date
    last: date
    markets: Mapping[str, str]
    channels: Mapping[str, str]


@dataclass(frozen=True)
class Period:
    """The chosen days; `is_all` when nothing is left out, not even rows without a date."""

    start: date
    end: date
    is_all: bool


def show(words: Catalogue, choices: Choices) -> tuple[Selection, Period]:
    """Draw the filters and return what they say; `Selection` is open at both ends for everything."""
    chosen = _remembered()
    with st.container(horizontal=True, key="filters", gap="small", vertical_alignment="bottom"):
        preset = _preset(words, chosen)
        start, end = periods.days_of(preset, choices.first, choices.last)
        if preset == periods.RANGE:
            start, end = _own_days(words, choices, chosen, (start, end))
        markets = _several(words, "market", choices.markets, chosen)
        channels = _several(words, "channel", choices.channels, chosen)
    own = {"from": [start.isoformat()], "to": [end.isoformat()]} if preset == periods.RANGE else {}
    _remember({"period": [preset], "market": markets, "channel": channels, **own})
    is_all = preset == periods.ALL
    first, last = (None, None) if is_all else (start, end)
    return Selection(first, last, tuple(markets), tuple(channels)), Period(start, end, is_all)


def _remembered() -> Chosen:
    """Return the choice in the URL, else the one that this visit made before it went to another page."""
    in_url = {name: st.query_params.get_all(name) for name in _NAMES if name in st.query_params}
    return in_url or cast("Chosen", st.session_state.get(_MEMORY, {}))


def _remember(chosen: Chosen) -> None:
    """Keep the choice for this visit, and write into the URL what differs from the default."""
    st.session_state[_MEMORY] = chosen
    for name in _NAMES:
        values = chosen.get(name, [])
        if values and values != [periods.DEFAULT]:
            st.query_params[name] = values
        elif name in st.query_params:
            del st.query_params[name]


def _preset(words: Catalogue, chosen: Chosen) -> str:
    before = next(iter(chosen.get("period", [])), periods.DEFAULT)
    preset = st.selectbox(
        words.text("filter.period"),
        periods.PRESETS,
        index=periods.PRESETS.index(before if before in periods.PRESETS else periods.DEFAULT),
        format_func=lambda code: words.member("period", code),
        key=f"filter_period_{words.language}",
        filter_mode=None,
        width=200,
    )
    return preset or periods.DEFAULT


def _own_days(words: Catalogue, choices: Choices, chosen: Chosen, default: tuple[date, date]) -> tuple[date, date]:
    """Ask for two days; while only the first is chosen it is the whole period."""
    days = st.date_input(
        words.text("filter.dates"),
        value=_days_before(chosen, choices) or _within(default, choices),
        min_value=choices.first,
        max_value=choices.last,
        format="YYYY-MM-DD",
        key="filter_dates",
        width=250,
    )
    picked = cast("tuple[date, ...]", days)
    if len(picked) == 1:
        st.caption(words.text("filter.incomplete_range"))
    return (picked[0], picked[-1]) if picked else default


def _days_before(chosen: Chosen, choices: Choices) -> tuple[date, date] | None:
    """Return the days in the URL; None if they are no days, or none of them has data."""
    try:
        start, end = (date.fromisoformat(chosen[name][0]) for name in ("from", "to"))
    except (KeyError, IndexError, ValueError):
        return None
    has_data = start <= end and start <= choices.last and end >= choices.first
    return _within((start, end), choices) if has_data else None


def _within(days: tuple[date, date], choices: Choices) -> tuple[date, date]:
    return max(days[0], choices.first), min(days[1], choices.last)


def _several(words: Catalogue, name: str, members: Mapping[str, str], chosen: Chosen) -> list[str]:
    """Ask for any number of members; none means all of them."""
    options: Sequence[str] = list(members)
    picked: list[str] = st.multiselect(
        words.text(f"filter.{name}"),
        options,
        default=[code for code in chosen.get(name, []) if code in members],
        format_func=lambda code: members[code],
        placeholder=words.text(f"filter.all_{name}s"),
        key=f"filter_{name}_{words.language}",
        select_all=False,
        width=260,
    )
    return picked
