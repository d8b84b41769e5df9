"""A tile with one key figure.

Belongs here: how a figure, its change, its exact value and its warnings stand together. Not here: which figures there
are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import streamlit as st

from dashboards.catalogue import Catalogue


@dataclass(frozen=True)
class Tile:
    """One key figure.

    Args:
        key: Name of the tile; it becomes the CSS class `st-key-kpi_<key>`.
        label: What the figure is.
        value: The figure as it is written; None where there is none.
        definition: What it means, shown on hover and focus.
        change: Change against the period before, a fraction; None where it cannot be compared.
        notes: Lines below the figure, such as its exact value.
        warnings: What is wrong with the figure.
        mark: Draws what is questioned in it.
    """

    key: str
    label: str
    value: str | None
    definition: str
    change: Decimal | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    mark: Callable[[], None] | None = None


def change_of(value: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    """Return the change as a fraction; None when a side is not known, or there was nothing (or less) before."""
    if value is None or before is None or before <= 0:
        return None
    return Decimal(value) / Decimal(before) - 1


def show(tile: Tile, words: Catalogue) -> None:
    """Draw a tile; what a change is measured against is said once, above all tiles."""
    with st.container(border=True, key=f"kpi_{tile.key}", gap=None, height="stretch"):
        st.metric(
            tile.label,
            tile.value or words.text("kpi.none"),
            delta=words.formats.change(tile.change) if tile.change is not None else None,
            help=tile.definition,
        )
        for line in tile.notes:
            st.caption(line)
        for line in tile.warnings:
            st.caption(f":material/warning: {line}")
        if tile.mark:
            tile.mark()
