"""Tables as CSV files that a spreadsheet opens without running anything (CWE-1236).

Belongs here: writing a table for download. Not here: which tables can be downloaded.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.queries import Rows

_FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
"""How a text begins that a spreadsheet may take for a formula; the wide signs are those of East Asian text."""


def safe_csv(rows: Rows) -> bytes:
    """Return rows as CSV with a header, UTF-8 with a byte order mark, which Excel needs to read Chinese and Arabic.

    A text that begins like a formula gets a `'` in front; numbers stay numbers, also negative ones.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(_FORMULA_SIGNS)) else value


def download(words: Catalogue, rows: Rows | Callable[[], Rows], name: str) -> None:
    """Offer rows as `<name>.csv`; a function is asked for them only when somebody wants them."""
    st.download_button(
        words.text("data.download"),
        (lambda: safe_csv(rows())) if callable(rows) else safe_csv(rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
