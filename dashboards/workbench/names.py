"""The names that a statement can use: tables and their columns, searchable.

Belongs here: drawing them. Not here: asking for them (`queries.workbench`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.components import blocks, lists
from dashboards.queries import workbench
from dashboards.session import Visit

_SHOWN = 300


def show(visit: Visit) -> None:
    """Draw the tables and columns that hold the searched text, as many as have room."""
    words = visit.words
    with blocks.block(words, "workbench_names", words.text("workbench.names")):
        search = st.text_input(words.text("answer.search"), key=f"workbench_search_{words.language}").casefold()
        found = [
            row for row in workbench.columns(visit.reader)
            if search in f"{row['table_name']}.{row['column_name']}".casefold()
        ]  # fmt: skip
        if not found:
            blocks.empty(words.text("workbench.no_names"))
            return
        shown, count = words.formats.number(min(len(found), _SHOWN)), words.formats.number(len(found))
        blocks.note(words.text("workbench.names_found", shown=shown, count=count))
        columns = [lists.Column(words.text(f"workbench.{name}")) for name in ("table", "column", "type")]
        cells = [[row["table_name"], row["column_name"], row["data_type"].lower()] for row in found[:_SHOWN]]
        lists.table(words, words.text("workbench.names"), columns, cells)
