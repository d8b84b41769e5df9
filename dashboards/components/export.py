"""Tables as CSV files that a spreadsheet opens without running anything (CWE-1236).

Belongs here: writing a table for download. Not here: which tables can be downloaded.
"""

from __future__ import annotations

import codecs

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import streamlit as st

from dashboards.catalogue import Catalogue

_FORMULA = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
"""How a text begins that a spreadsheet may take for a formula; the last four are the wide signs of East Asian text."""


def safe_csv(table: pa.Table) -> bytes:
    """Return a table as CSV with a header, UTF-8 with a byte order mark, which Excel needs to read Chinese and Arabic.

    A text that begins like a formula gets a `'` in front; numbers stay numbers, also negative ones.
    """
    safe = pa.table({name: _safe(table[name]) for name in table.column_names})
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(safe, sink)
    return codecs.BOM_UTF8 + bytes(sink.getvalue())


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return column
    marked = pc.binary_join_element_wise("'", column, "")
    return pc.if_else(pc.match_substring_regex(column, _FORMULA), marked, column)


def download(words: Catalogue, table: pa.Table, name: str) -> None:
    """Offer a table as `<name>.csv`."""
    st.download_button(
        words.text("data.download"),
        safe_csv(table),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
