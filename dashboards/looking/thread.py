"""The thread of an order: who asked, what moved, what was paid, in the order in which it happened.

Belongs here: the field and the tables. Not here: SQL (`queries/sql/looking`).
"""

from __future__ import annotations

import streamlit as st

from dashboards.components import blocks, cells, export
from dashboards.session import Visit

MOST = 500
SHOWN = (
    "event_date", "since_order_days", "flow_type", "event_type", "document_text", "event_amount", "currency_code",
    "money_in_amount_group", "money_out_amount_group",
)  # fmt: skip
_ORDER = "order"


def show(visit: Visit) -> None:
    """Draw the thread of the order in the URL, or whose number is typed."""
    words = visit.words
    with blocks.block(words, "thread", words.text("looking.thread")):
        blocks.note(words.text("looking.thread_note", currency=visit.currency))
        st.session_state.setdefault("thread_order", st.query_params.get(_ORDER, ""))
        number = st.text_input(words.text("looking.order"), key="thread_order").strip()
        if not number:
            return
        st.query_params[_ORDER] = number
        orders = visit.reader.rows("looking/order_cash", {"order_number": number})
        if not orders:
            blocks.empty(words.text("looking.no_order"))
            return
        names = [name for name in orders[0] if name != "sales_order_key"]
        cells.show(words, "order", orders, currency=visit.currency, names=names, title=words.text("looking.order"))
        events = visit.reader.rows("looking/thread", {"order_number": number, "limit": MOST})
        if events:
            title = words.text("looking.thread")
            cells.show(words, "thread", events, currency=visit.currency, names=SHOWN, title=title)
            export.download(words, events, "order_thread")
