"""Decisions on the page: what one changes, taking it, what stands, taking it back.

Belongs here: the widgets. Not here: what they call (`desk`).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, lists
from dashboards.stewards.desk import Desk
from identity.decisions import Decision, StandingDecision
from identity.explain.subjects import SUBJECTS, RecordName
from identity.impact.planning import Plan
from identity.impact.preview import Amount, Impact, Standing

_KEY_LENGTH = 8
_DONE = "_steward_done"


def offer(desk: Desk, plan: Plan, key: str) -> None:
    """Offer to see what a plan changes, and to decide so with a reason."""
    words = desk.visit.words
    for decision in plan.decisions:
        st.markdown(f"- {decision_text(words, decision)}")
    if not plan.placements:
        blocks.note(words.text("steward.changes_nothing"))
    elif st.toggle(words.text("steward.preview"), key=f"steward_preview_{key}"):
        with st.spinner(words.text("answer.loading")):
            _impact(desk, desk.impact(plan))
    reason = st.text_input(words.text("steward.reason"), key=f"steward_reason_{key}")
    blocks.note(words.text("steward.next_run"))
    if st.button(
        words.text("steward.decide"), key=f"steward_decide_{key}", type="primary", disabled=not reason.strip()
    ):
        numbers = desk.decide(plan, reason.strip())
        st.session_state[_DONE] = words.text("steward.decided", numbers=", ".join(f"#{number}" for number in numbers))
        st.rerun()


def merging(desk: Desk) -> None:
    """Draw the form that merges records, or takes some off."""
    words = desk.visit.words
    with blocks.block(words, "merging", words.text("steward.merging")):
        blocks.note(words.text("steward.merging_note"))
        entity = st.segmented_control(
            words.text("steward.entity"), list(SUBJECTS), default="customer", required=True,
            key="steward_merging_entity", format_func=lambda name: words.text(f"entity.{name}"),
        )  # fmt: skip
        whole = st.text_input(words.text("steward.first"), key="steward_first")
        others = _listed(st.text_input(words.text("steward.others"), key="steward_others"))
        way = st.segmented_control(
            words.text("steward.way"), ("merge", "split"), default="merge", required=True, key="steward_way",
            format_func=lambda name: words.text(f"way.{name}"),
        )  # fmt: skip
        if whole.strip() and others:
            name = entity or "customer"
            plan = desk.merge([whole, *others], name) if way == "merge" else desk.split(whole, others, name)
            offer(desk, plan, "merging")


def standing(desk: Desk) -> None:
    """Draw what was decided, with who, when, why and whether a run took it up; and take one back."""
    words = desk.visit.words
    with blocks.block(words, "decisions", words.text("steward.decisions")):
        if said := st.session_state.pop(_DONE, None):
            st.success(f"{said} {words.text('steward.next_run')}", icon=":material/check_circle:")
        found = desk.standing()
        if not found:
            blocks.empty(words.text("steward.nothing_decided"))
            return
        _table(desk, found)
        number = st.selectbox(
            words.text("steward.take_back"), [each.decision_id for each in found], index=None, key="steward_undo",
            format_func=lambda number: f"#{number}",
        )  # fmt: skip
        reason = st.text_input(words.text("steward.reason"), key="steward_undo_reason")
        if st.button(words.text("steward.undo"), key="steward_undo_button", disabled=not (number and reason.strip())):
            desk.undo(int(number or 0), reason.strip())
            st.session_state[_DONE] = words.text("steward.undone", number=f"#{number}")
            st.rerun()


def _table(desk: Desk, found: Sequence[StandingDecision]) -> None:
    words, formats = desk.visit.words, desk.visit.words.formats
    columns = [
        lists.Column(words.text("steward.number"), is_number=True),
        lists.Column(words.text("steward.what"), is_wide=True),
        lists.Column(words.text("written.by")),
        lists.Column(words.text("written.at")),
        lists.Column(words.text("written.why"), is_wide=True),
        lists.Column(words.text("written.state")),
    ]
    rows = [
        [f"#{each.decision_id}", decision_text(words, each.decision), each.actor, formats.moment(each.recorded_at),
         each.reason, words.text("written.in_effect" if desk.is_in_effect(each) else "written.next_run")]
        for each in found
    ]  # fmt: skip
    lists.table(words, words.text("steward.decisions"), columns, rows)


def decision_text(words: Catalogue, decision: Decision) -> str:
    """Return a decision as a sentence."""
    one, other = (str(RecordName(*record)) for record in (decision.record, decision.other))
    return words.text(f"decided.{decision.kind}", one=one, other=other)


def _impact(desk: Desk, found: Impact) -> None:
    words, currency = desk.visit.words, desk.visit.currency
    columns = [
        lists.Column(words.text("steward.when")),
        lists.Column(words.text(f"entity.{found.entity}")),
        lists.Column(words.text("steward.records"), is_number=True),
        *(lists.Column(words.member("impact", figure.name), is_number=True) for figure in found.figures),
    ]
    rows = [
        [words.text(f"steward.{when}"), _key(words, each), words.formats.number(each.record_count),
         *(_amount(words, each.figures.get(figure.name), currency) for figure in found.figures)]
        for when, side in (("now", found.before), ("then", found.after))
        for each in side
    ]  # fmt: skip
    lists.table(words, words.text("steward.preview"), columns, rows)


def _key(words: Catalogue, standing: Standing) -> str:
    return words.text("steward.new_key") if standing.is_new else standing.key[:_KEY_LENGTH]


def _amount(words: Catalogue, amount: Amount | None, currency: str) -> str:
    """Write a figure: money in the group's currency, or what is counted."""
    if amount is None:
        return words.formats.number(None)
    if amount.group is not None:
        return f"{words.formats.number(amount.group, 2)} {currency}"
    return words.formats.number(amount.by_currency.get(""))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", " ").split() if part.strip()]
