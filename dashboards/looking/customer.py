"""All that is known of a customer: orders and their cash, segment, records; for who may, also who it is.

Belongs here: the field and the tables. Not here: SQL (`queries/sql`), and the personal file (`queries.personal`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.access import Right
from dashboards.access.log import Action
from dashboards.components import blocks, cells, export
from dashboards.queries import Row, Rows, personal
from dashboards.session import Visit

MOST = 20
_ORDERS = 200
_KEY_LENGTH = 8
_NOTED = "_noted_personal"
_LEAST = 3
"""Signs that a search must have: fewer would list the company."""


def show(visit: Visit) -> None:
    """Draw the customer that is searched for."""
    words = visit.words
    with blocks.block(words, "customer", words.text("looking.customer")):
        may_see = visit.visitor.may(Right.PERSONAL)
        blocks.note(words.text("looking.personal_note" if may_see else "looking.customer_note"))
        search = st.text_input(words.text("looking.search"), key="customer_search").strip()
        if len(search) < _LEAST:
            return
        found = _found(visit, search)
        if not found:
            blocks.empty(words.text("looking.no_customer"))
            return
        chosen = _choice(visit, found)
        cells.show(words, "customer", [chosen], currency=visit.currency, title=words.text("looking.customer"))
        if may_see:
            _identity(visit, chosen["customer_key"])
        _known(visit, chosen["customer_key"])


def _found(visit: Visit, search: str) -> Rows:
    """Find by key, record or order; by what is personal only for who may see it, and that is written down."""
    keys: list[str] = []
    if visit.visitor.may(Right.PERSONAL):
        _note(visit, "asked", "personal:search")
        keys = personal.found(visit.visitor, visit.release, search, MOST)
    return visit.reader.rows("looking/customers", {"search": search, "keys": keys, "limit": MOST})


def _choice(visit: Visit, found: Rows) -> Row:
    if len(found) == 1:
        return found[0]
    rows = {row["customer_key"]: row for row in found}
    key = st.selectbox(
        visit.words.text("looking.several"), list(rows), key="customer_chosen",
        format_func=lambda key: f"{key[:_KEY_LENGTH]} · {cells.written(visit.words, 'market_code', rows[key], '')}",
    )  # fmt: skip
    return rows[key]


def _identity(visit: Visit, key: str) -> None:
    _note(visit, "opened", f"customer:{key}")
    rows = personal.identity(visit.visitor, visit.release, key)
    if rows:
        title = visit.words.text("looking.identity")
        cells.show(visit.words, "identity", rows, currency=visit.currency, title=title)


def _note(visit: Visit, action: Action, subject: str) -> None:
    """Write down, once for each visit, that somebody looks at what is personal."""
    noted: set[str] = st.session_state.setdefault(_NOTED, set())
    if subject not in noted:
        visit.note(action, subject)
        noted.add(subject)


def _known(visit: Visit, key: str) -> None:
    """Draw what the release holds of a customer; what it does not hold for this visitor is not drawn."""
    words, reader = visit.words, visit.reader
    values = {"customer": key}
    parts = {
        "segment": reader.rows("looking/customer_segment", values),
        "orders": reader.rows("looking/customer_orders", {**values, "limit": _ORDERS}),
        "records": reader.rows("looking/customer_records", {**values, "limit": _ORDERS}),
    }
    for name, rows in parts.items():
        if rows:
            st.markdown(f"**{words.text(f'looking.{name}')}**")
            shown = [column for column in rows[0] if column != "sales_order_key"]
            cells.show(words, name, rows, currency=visit.currency, names=shown, title=words.text(f"looking.{name}"))
            export.download(words, rows, f"customer_{name}")
