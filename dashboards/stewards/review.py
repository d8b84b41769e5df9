"""The queue and the pair that somebody looks at: its evidence as a waterfall, its values, and a verdict.

Belongs here: the widgets. Not here: what they call (`desk`), and a verdict's preview (`decisions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from dashboards.access import Right
from dashboards.components import blocks, charts, lists, pictures
from dashboards.session import Visit
from dashboards.stewards import decisions
from dashboards.stewards.desk import VERDICTS, Desk
from identity.explain.explanation import Explanation, Weighed
from identity.explain.subjects import SUBJECTS
from identity.review.queue import Item, Page

SIZE = 20
_EXPLAINED = "_steward_explained"
_ALL = "all"
Names = Mapping[tuple[str, str], str]
"""Names by kind of entity and key."""


def show(desk: Desk) -> None:
    """Draw the queue, and below it the item that is chosen."""
    visit, words = desk.visit, desk.visit.words
    with blocks.block(words, "review", words.text("steward.review")):
        blocks.note(words.text("steward.review_note", currency=visit.currency))
        entity, number = _filters(desk)
        found = desk.waiting(entity, number, SIZE)
        if not found.items:
            blocks.empty(words.text("steward.nothing_waits"))
            return
        names = desk.names(found.items)
        _queue(visit, found, names)
        chosen = _choice(visit, found, names)
    with blocks.block(words, "pair", words.text("steward.pair", one=str(chosen.record), other=str(chosen.other))):
        _evidence(desk, chosen)
    with blocks.block(words, "verdict", words.text("steward.verdict")):
        _verdict(desk, chosen)


def _filters(desk: Desk) -> tuple[str | None, int]:
    words = desk.visit.words
    with st.container(horizontal=True):
        entity = st.segmented_control(
            words.text("steward.entity"), [_ALL, *SUBJECTS], default=_ALL, required=True, key="steward_entity",
            format_func=lambda name: words.text(f"entity.{name}"),
        )  # fmt: skip
        number = st.number_input(words.text("steward.page"), min_value=1, value=1, step=1, key="steward_page")
    return (None if entity in (None, _ALL) else entity), int(number)


def _queue(visit: Visit, found: Page, names: Names) -> None:
    words, formats = visit.words, visit.words.formats
    columns = [
        lists.Column(words.text("steward.number"), is_number=True),
        lists.Column(words.text("steward.entity")),
        lists.Column(words.text("steward.record")),
        lists.Column(words.text("steward.other")),
        lists.Column(words.text("steward.asks"), is_wide=True),
        lists.Column(words.text("steward.chance"), is_number=True),
        lists.Column(words.text("steward.money", currency=visit.currency), is_number=True),
        lists.Column(words.text("steward.worth", currency=visit.currency), is_number=True),
    ]
    rows = [
        [formats.number(item.number), words.text(f"entity.{item.entity}"),
         _called(names, item, str(item.record), item.key), _called(names, item, str(item.other), item.other_key),
         words.text(f"asks.{item.reason}"), formats.percent(item.chance, 0), formats.number(item.money, 2),
         formats.number(item.worth, 2)]
        for item in found.items
    ]  # fmt: skip
    lists.table(words, words.text("steward.review"), columns, rows)
    counts = {"waiting": found.waiting, "decided": found.decided, "beyond": found.beyond}
    blocks.note(words.text("steward.counts", **{name: formats.number(count) for name, count in counts.items()}))


def _called(names: Names, item: Item, record: str, key: str) -> str:
    """Write a record with the name of what it belongs to, where that has one."""
    name = names.get((item.entity, key))
    return f"{record} · {name}" if name else record


def _choice(visit: Visit, found: Page, names: Names) -> Item:
    """Ask which item of the page is looked at: the first, if nobody says."""
    items = {item.number: item for item in found.items}

    def told(number: int) -> str:
        item = items[number]
        sides = ((item.record, item.key), (item.other, item.other_key))
        return f"{number}: " + " – ".join(_called(names, item, str(record), key) for record, key in sides)

    number = st.selectbox(visit.words.text("steward.choose"), list(items), key="steward_item", format_func=told)
    return items[number]


def _evidence(desk: Desk, item: Item) -> None:
    """Draw why the two are one or not; values are masked until somebody who may asks for them and says why."""
    words = desk.visit.words
    blocks.note(words.text("steward.are_one" if item.is_one else "steward.are_two"))
    reason = None
    if desk.visit.visitor.may(Right.PERSONAL):
        typed = st.text_input(words.text("steward.why_values"), key=f"steward_values_{item.number}")
        reason = typed.strip() or None
    found = _explained(desk, item, reason)
    if found is None:
        blocks.empty(words.text("steward.no_work"))
        return
    if found.weighed is None:
        blocks.empty(words.text("steward.unasked"))
    else:
        _waterfall(desk.visit, found.weighed)
        _values(desk.visit, found, found.weighed)
    for step in found.path:
        blocks.note(
            words.text(
                "steward.joined", one=str(step.record), other=str(step.other),
                rule=words.member("rule", step.rule_name, step.rule_name.replace("_", " ")),
            )
        )  # fmt: skip


def _explained(desk: Desk, item: Item, reason: str | None) -> Explanation | None:
    """Return why the two are one or not; asked once for each item and reason, not with every click."""
    asked = (desk.visit.release.id, desk.visit.visitor, item.number, reason, tuple(map(str, desk.standing())))
    if st.session_state.get(_EXPLAINED, (None,))[0] != asked:
        with st.spinner(desk.visit.words.text("answer.loading")):
            st.session_state[_EXPLAINED] = (asked, desk.explained(item, reason))
    found: Explanation | None = st.session_state[_EXPLAINED][1]
    return found


def _waterfall(visit: Visit, weighed: Weighed) -> None:
    """Draw the bits of each comparison, from what is known beforehand to what they come to; they sum."""
    words = visit.words
    parts = sorted((part for part in weighed.parts if part.bits), key=lambda part: -part.bits)
    labels = [words.text(f"comparison.{part.comparison}") for part in parts]
    amounts = [weighed.prior, *(part.bits for part in parts), weighed.strangers]
    texts = [words.formats.number(amount, 1) for amount in amounts]
    names = [words.text("steward.beforehand"), *labels, words.text("steward.together")]
    exact = [Decimal(str(amount)) for amount in amounts]
    charts.show(pictures.waterfall(names, exact, texts), "evidence", words.text("steward.evidence"))
    sums = {"weight": words.formats.number(weighed.weight, 1), "threshold": words.formats.number(weighed.threshold, 1)}
    blocks.note(words.text("steward.weight", **sums))


def _values(visit: Visit, found: Explanation, weighed: Weighed) -> None:
    words = visit.words
    columns = [lists.Column(words.text("steward.compared")), lists.Column(str(found.record), is_wide=True),
               lists.Column(str(found.other), is_wide=True)]  # fmt: skip
    rows = [
        [words.text(f"comparison.{part.comparison}"), part.value_l or "", part.value_r or ""]
        for part in weighed.parts
        if part.value_l or part.value_r
    ]
    if rows:
        lists.table(words, words.text("steward.values"), columns, rows)


def _verdict(desk: Desk, item: Item) -> None:
    words = desk.visit.words
    kind = st.segmented_control(
        words.text("steward.verdict"), VERDICTS, key=f"steward_verdict_{item.number}", label_visibility="collapsed",
        format_func=lambda name: words.text(f"verdict.{name}"),
    )  # fmt: skip
    if kind:
        decisions.offer(desk, desk.verdict(item, kind), f"verdict_{item.number}_{kind}")
