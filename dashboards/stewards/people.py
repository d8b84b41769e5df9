"""Who the people are that a release calls by number, for those who may see names.

Belongs here: the table. Not here: numbering (`access.people`).
"""

from __future__ import annotations

from dashboards.access import Right
from dashboards.components import blocks, lists
from dashboards.stewards.desk import Desk


def show(desk: Desk) -> None:
    """Draw what each person is called in the log of accesses; nothing for who may not see names."""
    words = desk.visit.words
    if not desk.visit.visitor.may(Right.PERSONAL):
        return
    with blocks.block(words, "people", words.text("steward.people")):
        blocks.note(words.text("steward.people_note"))
        columns = [lists.Column(words.text("steward.called")), lists.Column(words.text("steward.person"))]
        lists.table(words, words.text("steward.people"), columns, desk.people())
