"""Decisions of stewards: entered, refused where they contradict, taken back, and handed to a run."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.decisions import (
    Decision,
    DecisionError,
    StandingDecision,
    party_types,
    record,
    standing_decisions,
    undo,
    write_decisions,
)
from warehouse.ledger import Kind, Ledger, LedgerError

A, B, C, D = (("shop", "a"), ("crm", "contact:b"), ("erp", "c"), ("erp", "d"))
WHY = "called her"


def decided(kind: str, one: tuple[str, str], other: tuple[str, str], entity: str = "customer") -> Decision:
    return Decision(entity, kind, one, other)


def must(one: tuple[str, str], other: tuple[str, str]) -> Decision:
    return decided("must_link", one, other)


def cannot(one: tuple[str, str], other: tuple[str, str]) -> Decision:
    return decided("cannot_link", one, other)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield opened
    opened.close()


def refusal(ledger: Ledger, *decisions: Decision, **options: Any) -> str:
    before = ledger.read()
    with pytest.raises(DecisionError) as caught:
        record(ledger, decisions, "ben", WHY, **options)
    assert ledger.read() == before, "nothing of what was refused is entered"
    return str(caught.value)


def test_a_decision_stands_with_who_when_and_why(ledger: Ledger) -> None:
    [first, second] = record(ledger, [must(A, B), cannot(B, C)], "anna", WHY)
    entry = ledger.read(Kind.STEWARD_DECISION)[0]
    assert entry.subject == "customer:shop:a"
    assert entry.payload == {"entity": "customer", "kind": "must_link", "record": [*A], "other": [*B]}
    assert standing_decisions(ledger) == [
        StandingDecision(first, must(A, B), "anna", WHY, entry.recorded_at),
        StandingDecision(second, cannot(B, C), "anna", WHY, ledger.read()[1].recorded_at),
    ]
    assert standing_decisions(ledger, up_to=first)[-1].decision_id == first


def test_what_is_undone_no_longer_stands_and_may_be_decided_again(ledger: Ledger) -> None:
    [first] = record(ledger, [must(A, B)], "anna", WHY)
    counter = undo(ledger, first, "ben", "it was her sister")
    assert standing_decisions(ledger) == []
    assert [each.decision_id for each in standing_decisions(ledger, up_to=first)] == [first]
    assert ledger.read()[-1].payload == {"undoes": first}
    [again] = record(ledger, [cannot(B, A)], "ben", "it was her sister")
    assert [each.decision_id for each in standing_decisions(ledger)] == [again]
    assert first < counter < again


def test_undoing_twice_is_refused_with_who_did_it(ledger: Ledger) -> None:
    [first] = record(ledger, [must(A, B)], "anna", WHY)
    counter = undo(ledger, first, "ben", "it was her sister")
    with pytest.raises(DecisionError, match=r"decision #1: ben undid it on .* UTC \(it was her sister\)"):
        undo(ledger, first, "carl", WHY)
    with pytest.raises(DecisionError, match="this entry undoes a decision"):
        undo(ledger, counter, "carl", WHY)
    target = ledger.append(Kind.TARGET, "sales", {}, "anna", "plan")
    with pytest.raises(DecisionError, match="there is no such decision"):
        undo(ledger, target, "carl", WHY)


@pytest.mark.parametrize("again", [must(A, B), must(B, A)])
def test_what_stands_already_is_refused_with_who_made_it(ledger: Ledger, again: Decision) -> None:
    record(ledger, [must(A, B)], "anna", WHY)
    text = refusal(ledger, again)
    assert "it stands already, #1: shop:a — must_link — crm:contact:b by anna on 20" in text
    assert "given twice" in refusal(ledger, cannot(A, C), cannot(C, A))
    record(ledger, [decided("confirm", A, B)], "anna", WHY)
    assert "it stands already, #2" in refusal(ledger, decided("confirm", A, B))


def test_a_cannot_link_that_must_links_connect_is_refused_with_the_path(ledger: Ledger) -> None:
    record(ledger, [must(A, B), must(C, B)], "anna", WHY)
    path = "shop:a — must_link #1 — crm:contact:b — must_link #2 — erp:c"
    assert f"decisions that stand make them one: {path}." in refusal(ledger, cannot(A, C))
    undo(ledger, 2, "anna", WHY)
    record(ledger, [cannot(A, C)], "anna", WHY)


def test_a_must_link_that_would_connect_a_forbidden_pair_is_refused_with_the_path(ledger: Ledger) -> None:
    record(ledger, [must(A, B), must(C, D), cannot(D, A)], "anna", WHY)
    text = refusal(ledger, must(B, C))
    path = "shop:a — must_link #1 — crm:contact:b — must_link (this one) — erp:c — must_link #2 — erp:d"
    assert f"it would make {path} one, but shop:a — cannot_link #3 — erp:d stands." in text
    record(ledger, [decided("must_link", B, C, "supplier")], "anna", "ids of another kind of entity")


def test_decisions_of_one_call_are_held_against_each_other(ledger: Ledger) -> None:
    assert "must_link of this entry" in refusal(ledger, must(A, B), must(B, C), cannot(A, C))
    assert standing_decisions(ledger) == []


def test_two_stewards_cannot_contradict_each_other_at_once(ledger: Ledger, tmp_path: Path) -> None:
    def decide(kind: str) -> bool:
        own = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
        try:
            return bool(record(own, [decided(kind, A, B)], "anna", WHY))
        except DecisionError:
            return False
        finally:
            own.close()

    with ThreadPoolExecutor(4) as stewards:
        entered = list(stewards.map(decide, ["must_link", "cannot_link"] * 2))
    assert entered.count(True) == 1
    assert len(standing_decisions(ledger)) == 1


def test_a_person_and_an_organisation_are_refused_where_types_are_given(ledger: Ledger) -> None:
    types = {A: "person", C: "organisation"}
    record(ledger, [must(A, B)], "anna", WHY, types=types)
    text = refusal(ledger, must(B, C), types=types)
    assert "shop:a — must_link #1 — crm:contact:b — must_link (this one) — erp:c" in text
    assert "shop:a is of type person and erp:c of type organisation" in text
    record(ledger, [cannot(A, C)], "anna", WHY, types=types)
    undo(ledger, 2, "anna", WHY)
    record(ledger, [must(B, C)], "anna", "without types nothing is looked at")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (must(A, A), "is one record"),
        (must(A, ("", "x")), "not named"),
        (decided("same", A, B), "no kind of decision 'same'"),
        (decided("must_link", A, B, "order"), "no entity 'order'"),
    ],
)
def test_a_decision_that_says_nothing_is_refused(ledger: Ledger, wrong: Decision, said: str) -> None:
    assert said in refusal(ledger, must(A, B), wrong)


def test_a_decision_needs_a_person_and_a_reason(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="the reason of the entry is empty"):
        record(ledger, [must(A, B)], "anna", " ")
    assert ledger.read() == []


def test_an_entry_of_another_shape_stops_the_reader(ledger: Ledger) -> None:
    ledger.append(Kind.STEWARD_DECISION, "x", {"merge": ["a", "b"]}, "anna", WHY)
    with pytest.raises(DecisionError, match="entry 1: this entry is no decision"):
        standing_decisions(ledger)


def test_a_run_finds_what_stands_as_a_table(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> None:
    record(ledger, [must(A, B), decided("confirm", C, D, "supplier")], "anna", WHY)
    write_decisions(connection, standing_decisions(ledger))
    rows = connection.execute("select * from run.identity_decision").fetchall()
    assert rows == [("customer", "must_link", *A, *B, 1), ("supplier", "confirm", *C, *D, 2)]
    write_decisions(connection, [])
    found = connection.execute("select column_name, column_type from (describe run.identity_decision)").fetchall()
    assert found[-1] == ("decision_id", "BIGINT")
    assert connection.execute("select * from run.identity_decision").fetchall() == []


def test_types_are_looked_up_for_the_records_that_have_arrived(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    load("party_record", [{"source_name": "shop", "party_record_id": "a", "party_type": "person"}])
    assert party_types(connection, [A, B, A]) == {A: "person"}
    assert party_types(connection, []) == {}


RECORDS = [("shop", str(number)) for number in range(6)]
STEP = st.tuples(st.sampled_from(["must_link", "cannot_link", "undo"]), st.integers(0, 5), st.integers(0, 5))


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEP, max_size=12))
def test_whatever_is_entered_what_stands_never_contradicts_itself(steps: list[tuple[str, int, int]]) -> None:
    ledger = Ledger("sqlite:///:memory:")
    for kind, one, other in steps:
        try:
            if kind == "undo":
                undo(ledger, one + 1, "anna", WHY)
            else:
                record(ledger, [decided(kind, RECORDS[one], RECORDS[other])], "anna", WHY)
        except DecisionError:
            continue
    group = {each: {each} for each in RECORDS}
    standing = [each.decision for each in standing_decisions(ledger)]
    for decision in (each for each in standing if each.kind == "must_link"):
        joined = group[decision.record] | group[decision.other]
        group.update(dict.fromkeys(joined, joined))
    assert not [each for each in standing if each.kind == "cannot_link" and each.other in group[each.record]]
    ledger.close()
