"""Changes of a source's shape are told column by column, and decisions with what undid them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from identity.decisions.decision import CANNOT_LINK, Decision
from identity.decisions.standing import UNDOES
from ingestion.intake.sources import SourceReport
from ingestion.landing.batches import Batch
from orchestration.trust.facts import write_schema_changes, write_steward_entries
from warehouse.ledger import Kind, Ledger
from warehouse.source_settings import SourceSettings

FIRST = Batch(
    batch_id="1", source_name="shop", vendor="shopify", table_name="orders", contract_version="1.0.0",
    contract_hash="a", file_name="orders_1.csv", file_hash="b", extracted_at=datetime(2026, 1, 1),
    modified_at=datetime(2026, 1, 1), row_count=1, refused_count=0, flagged_count=0, repeated_key_count=0,
    clock_at=None, extra_columns=(), faults=(), refused=(), folder=Path("nowhere"),
)  # fmt: skip
LATER = replace(FIRST, batch_id="2", file_name="orders_2.csv", extracted_at=datetime(2026, 1, 2))


def changes(*batches: Batch, messages: tuple[str, ...] = ()) -> set[tuple[object, ...]]:
    source = SourceSettings(name="shop", vendor="shopify", systems=["storefront"], path=Path("nowhere"))
    with duckdb.connect() as connection:
        connection.execute("create schema run")
        write_schema_changes(connection, [SourceReport(source, "stopped", list(messages))], batches)
        found = connection.execute("select change_type, column_name, file_name, was, became from run.schema_change")
        return set(found.fetchall())


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (replace(LATER, extra_columns=("note",)), ("column_added", "note", "orders_2.csv", None, None)),
        (replace(LATER, faults=(("absent_column", "tax", 1),)), ("column_lost", "tax", "orders_2.csv", None, None)),
        (replace(LATER, contract_version="1.1.0"), ("contract", None, "orders_2.csv", "1.0.0", "1.1.0")),
    ],
)
def test_what_an_extract_has_and_the_one_before_had_not_is_told(later: Batch, told: tuple[object, ...]) -> None:
    assert changes(later, FIRST) == {told}
    assert changes(FIRST, LATER) == set()


def test_a_column_that_comes_again_and_one_that_leaves_are_told() -> None:
    first = replace(FIRST, extra_columns=("note",), faults=(("absent_column", "tax", 1),))
    assert {it[:2] for it in changes(first, LATER)} == {("column_gone", "note"), ("column_back", "tax")}


def test_a_file_that_lacks_a_required_column_is_told() -> None:
    said = "shipments: shipments_3.csv, line 1: the column 'delivered_at' is missing. Export it with that column."
    other = "shipments: shipments_4.csv, line 9: the row cannot be read."
    assert changes(FIRST, messages=(said, other)) == {("column_dropped", "delivered_at", "shipments_3.csv", None, None)}


def test_a_decision_stands_until_an_entry_undoes_it(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    decision = Decision("customer", CANNOT_LINK, ("crm", "1"), ("shop", "2"))
    first = ledger.append(Kind.STEWARD_DECISION, decision.subject, decision.payload, "Ann", "two people")
    undo = ledger.append(Kind.STEWARD_DECISION, decision.subject, {UNDOES: first}, "Ben", "one after all")
    with duckdb.connect() as connection:
        connection.execute("create schema run")
        write_steward_entries(connection, ledger, undo)
        found = connection.execute(
            "select entry_id, actor, decision_type, record_id, undoes_entry_id, undone_by_entry_id "
            "from run.steward_entry"
        ).fetchall()
        write_steward_entries(connection, ledger, first)
        earlier = connection.execute("select undone_by_entry_id from run.steward_entry").fetchall()
    assert found == [(first, "Ann", CANNOT_LINK, "1", None, undo), (undo, "Ben", "undo", None, first, None)]
    assert earlier == [(None,)]
