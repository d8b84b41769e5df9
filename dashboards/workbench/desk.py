"""The desk of the workbench: writing a statement and reading its answer.

Belongs here: the widgets and what they remember. Not here: the names of tables (`names`).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboards.answers.finding import catalogue
from dashboards.catalogue import Catalogue
from dashboards.components import blocks, lists
from dashboards.queries import workbench
from dashboards.session import Visit

BIG = 10_000_000
"""Rows from which a statement is only run when it is asked for a second time."""
_START = "from marts.mart_sales__kpi_daily limit 10"
_STATEMENT, _WANTED, _TEXT = "_workbench_statement", "_workbench_wanted", "workbench_sql"


def show(visit: Visit) -> None:
    """Draw the statement, its cost, and its answer."""
    words = visit.words
    with blocks.block(words, "workbench", words.text("workbench.statement")):
        blocks.note(_limits(words))
        _prefill()
        sql = st.text_area(
            words.text("workbench.sql"), key=_TEXT, height=220, label_visibility="collapsed", persist_state="session"
        )
        if st.button(words.text("workbench.run"), key="workbench_run", icon=":material/play_arrow:", type="primary"):
            st.session_state[_STATEMENT], st.session_state[_WANTED] = sql, False
    statement = st.session_state.get(_STATEMENT)
    if statement:
        with blocks.block(words, "workbench_answer", words.text("workbench.answer")):
            _answer(visit, statement)


def _limits(words: Catalogue) -> str:
    limits, number = workbench.LIMITS, words.formats.number
    return words.text(
        "workbench.limits",
        shown=number(limits.table_rows),
        rows=number(limits.rows),
        seconds=number(limits.wall_seconds),
        memory=limits.memory_limit,
    )


def _prefill() -> None:
    """Begin with the SQL of the question in the URL, once, else with what stood there, else with an example."""
    asked = st.query_params.get("question")
    question = catalogue().get(asked or "")
    if question and question.answer:
        del st.query_params["question"]
        st.session_state[_TEXT] = question.answer
    st.session_state.setdefault(_TEXT, _START)


def _answer(visit: Visit, sql: str) -> None:
    """Say what the statement costs; run it, unless it is big and nobody has said that it shall run."""
    words, release = visit.words, visit.release
    with st.spinner(words.text("workbench.planning")):
        cost = workbench.cost(visit.visitor, release, sql)
    if cost:
        blocks.note(_cost(words, cost))
    if cost and cost.row_count > BIG and not st.session_state.get(_WANTED):
        st.warning(words.text("workbench.big", rows=words.formats.number(BIG)), icon=":material/hourglass_top:")
        st.button(words.text("workbench.anyway"), key="workbench_anyway", on_click=_want)
        return
    with st.spinner(words.text("answer.loading")):
        visit.note("asked", f"sql:{sql}")
        answer = workbench.ask(visit.visitor, release, sql)
    _rows(visit, sql, answer)


def _want() -> None:
    st.session_state[_WANTED] = True


def _cost(words: Catalogue, cost: workbench.Cost) -> str:
    number = words.formats.number
    tables = ", ".join(f"{name} ({number(rows)})" for name, rows in cost.tables.items()) or words.formats.number(None)
    return words.text("workbench.cost", tables=tables, step=number(cost.largest_step))


def _rows(visit: Visit, sql: str, answer: workbench.Answer) -> None:
    words, formats = visit.words, visit.words.formats
    key = "workbench.rows" if answer.is_complete else "workbench.first_rows"
    blocks.note(words.text(key, count=formats.number(len(answer.rows)), seconds=formats.number(answer.seconds, 1)))
    columns = [
        lists.Column(f"{name} ({kind.lower()})", is_number=workbench.is_number(kind))
        for name, kind in zip(answer.columns, answer.types, strict=True)
    ]
    cells = [[formats.number(None) if cell is None else cell for cell in row] for row in answer.rows]
    lists.table(words, words.text("workbench.answer"), columns, cells)
    with st.container(horizontal=True, gap="small"):
        for form, kind in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet")):
            st.download_button(
                words.text(f"workbench.{form}"),
                lambda form=form: _file(visit, sql, form),  # type: ignore[misc]
                file_name=f"query.{form}",
                mime=kind,
                key=f"download_query_{form}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def _file(visit: Visit, sql: str, form: Literal["csv", "parquet"]) -> bytes:
    visit.note("exported", f"file:query.{form}: {sql}")
    return workbench.file(visit.visitor, visit.release, sql, form).content
