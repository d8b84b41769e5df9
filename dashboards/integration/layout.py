"""The report's parts on a page: tiles, pairs of systems, pains, chapters of bars.

Belongs here: drawing texts that are ready. Not here: what they say (`assess.view`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboards.assess import Report, as_page, as_workbook
from dashboards.assess.view import view_of
from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Bar, Cell, Column, bars, table

_HTML = "text/html"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GOOD, _POOR = 4, 1


def show(words: Catalogue, report: Report) -> None:
    """Draw the report in the visitor's language."""
    view = view_of(report, words)
    blocks.note(view["span"])
    _files(words, report)
    _tiles(view["tiles"])
    with blocks.block(words, "report_pairs", view["heads"]["pairs"]["title"]):
        blocks.note(view["heads"]["pairs"]["about"])
        _pairs(words, view["pairs"])
    with blocks.block(words, "report_pains", view["heads"]["pains"]["title"]):
        blocks.note(view["pains"]["text"])
        _pains(words, view["pains"])
    for chapter in view["chapters"]:
        with blocks.block(words, f"report_{chapter['id']}", chapter["title"]):
            blocks.note(chapter["about"])
            for finding in chapter["findings"]:
                _finding(words, finding)


def _files(words: Catalogue, report: Report) -> None:
    with st.container(horizontal=True, gap="small"):
        _file(words.text("integration.page"), lambda: as_page(report, words.language).encode(), "html", _HTML)
        _file(words.text("data.download_excel"), lambda: as_workbook(report, words.language), "xlsx", _EXCEL)


def _file(label: str, content: Callable[[], bytes], ending: str, kind: str) -> None:
    export.offer(label, content, f"integration.{ending}", kind, f"download_integration_{ending}")


def _tiles(tiles: Sequence[dict[str, str]]) -> None:
    with st.container(key="kpis_integration"):
        for number, tile in enumerate(tiles):
            with st.container(border=True, key=f"kpi_integration_{number}", gap=None, height="stretch"):
                st.metric(tile["label"], tile["value"])


def _pairs(words: Catalogue, pairs: dict[str, Any]) -> None:
    columns = [Column(name, is_number=place > 1) for place, name in enumerate(pairs["columns"])]
    measured = [row for row in pairs["rows"] if "reason" not in row]
    if measured:
        table(words, words.text("assess_chapter.pairs"), columns, [_pair(row) for row in measured])
    for row in pairs["rows"]:
        if "reason" in row:
            blocks.note(f"{row['pair']} · {row['flow']}: {row['reason']}")
    with st.expander(pairs["methods"]):
        for level in pairs["levels"]:
            st.markdown(f"**{level['number']}** {level['text']}")


def _pair(row: dict[str, Any]) -> list[str | Cell]:
    """Return the cells of a pair."""
    level = int(row["level"])
    trust = "good" if level >= _GOOD else "bad" if level <= _POOR else "attention"
    return [row["pair"], row["flow"], Cell(str(level), trust), *row["cells"]]


def _pains(words: Catalogue, pains: dict[str, Any]) -> None:
    if not pains["rows"]:
        return
    labels = pains["labels"]
    heads = (words.text("assess_column.pain"), labels["weekly"], labels["documents"])
    rows = [
        Bar(it["name"], it["weekly"], it["width"] / 100, detail=f"{it['pair']} · {it['where']}", aside=it["documents"])
        for it in pains["rows"]
    ]
    bars(words, words.text("assess_chapter.pains"), heads, rows)
    names = ("name", "pair", "where", "weekly", "total", "documents", "period", "cause", "remedy")
    first = {"name": "pain", "pair": "pair"}
    columns = [
        Column(labels.get(name) or words.text(f"assess_column.{first[name]}"), is_wide=name in ("cause", "remedy"))
        for name in names
    ]
    with st.expander(f"{labels['cause']} · {labels['remedy']}"):
        table(
            words, words.text("assess_chapter.pains"), columns, [[it[name] for name in names] for it in pains["rows"]]
        )


def _finding(words: Catalogue, finding: dict[str, Any]) -> None:
    st.markdown(f"**{finding['title']}**")
    if "reason" in finding:
        blocks.note(finding["reason"])
        return
    rows = [Bar(it["label"], it["text"], it["width"] / 100) for it in finding["bars"]]
    bars(words, finding["title"], ("", "", ""), rows)
