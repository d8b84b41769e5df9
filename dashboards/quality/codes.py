"""Codes of sources that are none of ours: how many rows and how much money wait for somebody to map them.

Belongs here: writing the inbox as a table, with the command that maps a code. Not here: what is unmapped (the mart).
"""

from __future__ import annotations

import shlex

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Cell, Column, table
from dashboards.queries import Row, quality
from dashboards.session import Visit
from dashboards.tables import UNMAPPED

_SHOWN = 50


def unmapped(visit: Visit) -> None:
    """Draw the inbox of unmapped codes."""
    words = visit.words
    with blocks.block(words, "unmapped", words.text("unmapped.title")):
        if UNMAPPED not in visit.release.tables:
            blocks.empty(words.text("empty.unmapped"))
            return
        found = quality.unmapped_codes(visit.reader, _SHOWN)
        if not found:
            st.success(words.text("unmapped.none"), icon=":material/check_circle:")
            return
        blocks.note(words.text("unmapped.note", shown=len(found), count=words.formats.number(found[0]["code_count"])))
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.column")),
            Column(words.text("column.code")),
            Column(words.text("column.row_count"), is_number=True),
            Column(words.text("column.money"), is_number=True),
            Column(words.text("column.last_extract")),
            Column(words.text("column.mapping")),
        ]
        table(words, words.text("unmapped.title"), columns, [_code(words, row) for row in found])
        export.download(words, found, "unmapped")


def _code(words: Catalogue, row: Row) -> list[str | Cell]:
    formats = words.formats
    amounts = [f"{formats.number(item['amount'], 2)} {item['currency'] or ''}".strip() for item in row["money"] or ()]
    place = f"{row['source_name']} {row['canonical_column']} {shlex.quote(row['source_code'])}"
    return [
        row["source_name"],
        row["canonical_column"],
        row["source_code"],
        formats.number(row["row_count"]),
        ", ".join(amounts) or formats.number(None),
        formats.moment(row["last_seen_at"]),
        Cell(f"entrepot codes map {place} …", "code"),
    ]
