"""Tables as files that a spreadsheet opens without running anything (CWE-1236).

Belongs here: writing a table for download. Not here: which tables can be downloaded.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Mapping

import streamlit as st

from dashboards import session
from dashboards.catalogue import Catalogue
from dashboards.components.workbook import as_workbook
from dashboards.queries import Rows

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    """Offer rows as `<name>.csv` and `<name>.xlsx`; a function is asked for them only when somebody wants them."""

    def wanted() -> Rows:
        return rows() if callable(rows) else rows

    with st.container(horizontal=True, gap="small"):
        offer(words.text("data.download"), lambda: safe_csv(wanted()), f"{name}.csv", "text/csv", f"download_{name}")
        offer_workbook(lambda: {name: wanted()}, name, words.text("data.download_excel"))


def offer_workbook(sheets: Callable[[], Mapping[str, Rows]], name: str, label: str) -> None:
    """Offer tables as `<name>.xlsx`, each on a sheet of its own; they are asked for only when somebody wants them."""
    offer(label, lambda: as_workbook(sheets()), f"{name}.xlsx", _EXCEL, f"workbook_{name}")


def offer(label: str, content: Callable[[], bytes], file: str, kind: str, key: str) -> None:
    """Offer a file of a MIME type, made only when somebody wants it; who takes it is written down."""
    visit = session.current()

    def noted() -> bytes:
        visit.note("exported", f"file:{file}")
        return content()

    st.download_button(
        label,
        noted,
        file_name=file,
        mime=kind,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
