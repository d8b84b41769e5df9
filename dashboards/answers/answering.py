"""One question with its answer, its SQL, and what it waits for.

Belongs here: drawing it. Not here: asking the release (`queries.questions`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.answers import listing
from dashboards.answers.finding import Asked
from dashboards.catalogue import Catalogue
from dashboards.components import blocks, cells, export, questioned
from dashboards.queries import Rows, Selection, questions
from dashboards.session import Visit

EXPORTED_ROWS = 50_000
_WORKBENCH = "screens/workbench.py"


def show(visit: Visit, asked: Asked) -> None:
    """Draw a question with its answer from the release of the visit."""
    words, question = visit.words, asked.question
    st.button(
        words.text("answer.back"),
        key="back_to_questions",
        icon=":material/arrow_forward:" if words.direction == "rtl" else ":material/arrow_back:",
        on_click=listing.choose,
        args=(None,),
    )
    with blocks.block(words, "answer", f"{question.id} · {asked.text}"):
        blocks.note(_standing(visit, asked))
        if question.answer is None:
            blocks.empty(words.text("answer.waits", reason=question.waits_for))
            return
        with st.spinner(words.text("answer.loading")):
            count = questions.size(visit.reader, question.id)
            rows = questions.answer(visit.reader, question.id, questions.SHOWN_ROWS)
        _table(visit, asked, rows, count)
        questioned.mark(visit, questioned.of_made(visit, [f"question.{question.id}"], Selection()))
        if asked.lacking:
            _lacking(words, asked)
    if question.answer:
        _statement(visit, asked, question.answer)


def _standing(visit: Visit, asked: Asked) -> str:
    words = visit.words
    parts = [words.member("asker", asked.question.user), words.member("standing", asked.standing)]
    if asked.grade:
        parts.append(words.text("answer.grade", grade=asked.grade))
    return " · ".join(parts)


def _table(visit: Visit, asked: Asked, rows: Rows, count: int) -> None:
    words, name = visit.words, asked.question.id
    if not rows:
        blocks.empty(words.text("answer.no_rows"))
        return
    shown, all_rows = words.formats.number(len(rows)), words.formats.number(count)
    blocks.note(words.text("answer.rows", shown=shown, count=all_rows, currency=visit.currency))
    cells.show(words, name, rows, currency=visit.currency, title=asked.text)
    export.download(words, lambda: questions.answer(visit.reader, name, EXPORTED_ROWS), name)
    if count > EXPORTED_ROWS:
        blocks.note(words.text("answer.export_limit", count=words.formats.number(EXPORTED_ROWS)))


def _lacking(words: Catalogue, asked: Asked) -> None:
    columns = asked.lacking.split(", ")
    with st.expander(words.text("answer.lacks", count=words.formats.number(len(columns)))):
        st.text(asked.lacking)


def _statement(visit: Visit, asked: Asked, sql: str) -> None:
    words = visit.words
    with blocks.block(words, "statement", words.text("answer.sql")):
        blocks.note(words.text("answer.command", command=f"`entrepot questions {asked.question.id}`"))
        st.code(sql, language="sql", wrap_lines=True)
        if "workbench" in visit.visitor.pages:
            st.page_link(
                _WORKBENCH,
                label=words.text("workbench.link"),
                icon=":material/terminal:",
                query_params={"question": asked.question.id},
            )
