from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from warehouse.connections import open_writer
from warehouse.errors import ReleaseError
from warehouse.ledger import Ledger
from warehouse.releases import (
    Candidate,
    Release,
    ReleaseFacts,
    SourceFact,
    audit,
    build_candidate,
    current_release,
    diff,
    is_nothing_new,
    is_up_to_date,
    publish,
    rollback,
    rolled_back_from,
    verify,
)
from warehouse.settings import Settings

MakeRelease = Callable[[int], Release]
MakeCandidate = Callable[[int], Candidate]
MakeFacts = Callable[[int], ReleaseFacts]


def _roll_back(settings: Settings, ledger: Ledger, release_id: str | None = None) -> Release:
    return rollback(settings, ledger, release_id, actor="steward", reason="wrong prices")


def test_a_rollback_goes_to_the_release_before_and_is_recorded(
    settings: Settings, ledger: Ledger, make_release: MakeRelease
) -> None:
    first, second = make_release(1), make_release(2)
    started = time.monotonic()
    assert _roll_back(settings, ledger) == current_release(settings) == first
    assert time.monotonic() - started < 5
    [entry] = ledger.read("rollback")
    assert (entry.actor, entry.reason, entry.payload) == (
        "steward",
        "wrong prices",
        {"from": second.id, "to": first.id},
    )
    assert rolled_back_from(settings, ledger) == second.id


def test_a_run_with_nothing_new_does_not_undo_a_rollback(
    settings: Settings, ledger: Ledger, make_release: MakeRelease, facts: MakeFacts
) -> None:
    for generation in (1, 2, 3):
        make_release(generation)
    _roll_back(settings, ledger)
    _roll_back(settings, ledger)
    for generation in (1, 2, 3):
        assert is_nothing_new(settings, ledger, facts(generation))
    assert not is_nothing_new(settings, ledger, facts(4))
    assert not is_nothing_new(settings, ledger, facts(3).model_copy(update={"ledger_high_water": 5}))
    assert not is_nothing_new(settings, ledger, facts(3).model_copy(update={"code_hash": "mended code"}))


def test_without_a_rollback_only_the_current_release_counts(
    settings: Settings, ledger: Ledger, make_release: MakeRelease, facts: MakeFacts
) -> None:
    assert not is_nothing_new(settings, ledger, facts(1))
    make_release(1)
    make_release(2)
    assert not is_nothing_new(settings, ledger, facts(1))
    assert is_nothing_new(settings, ledger, facts(2))


def test_a_new_release_ends_a_rollback_and_the_bad_one_is_passed_over_afterwards(
    settings: Settings, ledger: Ledger, make_release: MakeRelease
) -> None:
    first, bad = make_release(1), make_release(2)
    _roll_back(settings, ledger)
    third = make_release(3)
    assert rolled_back_from(settings, ledger) is None
    assert current_release(settings) == third
    assert _roll_back(settings, ledger) == first
    assert _roll_back(settings, ledger, bad.id) == current_release(settings) == bad


def test_an_impossible_rollback_is_refused(settings: Settings, ledger: Ledger, make_release: MakeRelease) -> None:
    with pytest.raises(ReleaseError, match="no release yet"):
        _roll_back(settings, ledger)
    only = make_release(1)
    with pytest.raises(ReleaseError, match="no earlier release"):
        _roll_back(settings, ledger)
    with pytest.raises(ReleaseError, match="current already"):
        _roll_back(settings, ledger, only.id)
    second = make_release(2)
    only.database.unlink()
    with pytest.raises(ReleaseError, match="missing"):
        _roll_back(settings, ledger)
    assert current_release(settings) == second
    assert ledger.read("rollback") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"as_of": date(2025, 12, 30)},
        {"batches": ()},
        {"held_back": ("batch-0",)},
        {"ledger_high_water": 1},
        {"code_hash": "other"},
        {"sources": (SourceFact(source_name="shop", vendor="shopify", status="stopped", message="line 3"),)},
    ],
)
def test_nothing_new_compares_every_input(
    make_release: MakeRelease, facts: MakeFacts, changed: dict[str, object]
) -> None:
    release = make_release(1)
    assert is_up_to_date(release, facts(1))
    assert not is_up_to_date(release, facts(1).model_copy(update=changed))


def test_a_diff_names_tables_rows_and_amounts(
    settings: Settings, make_release: MakeRelease, facts: Callable[[int], ReleaseFacts]
) -> None:
    first = make_release(1)
    with open_writer(settings) as connection:
        connection.execute("insert into core.fct_order_line values ('shop:x', 1, 0.0025)")
        connection.execute("create table core.dim_date as select date '2025-01-01' as calendar_date")
        connection.execute("drop table personal.customer_identity")
    candidate = build_candidate(settings, facts(2))
    found = {table.name: table for table in diff(settings, first.id, candidate).tables}
    assert {name: table.status for name, table in found.items()} == {
        "core.dim_date": "added",
        "core.fct_order_line": "changed",
        "marts.mart_sales__kpi_daily": "same",
        "personal.customer_identity": "removed",
    }
    changed = found["core.fct_order_line"]
    assert changed.before and changed.after
    assert (changed.before.rows, changed.after.rows) == (20000, 20001)
    assert changed.amounts == {"net_amount_group": (Decimal("49997500.0000"), Decimal("49997500.0025"))}
    second = publish(settings, audit(verify(candidate), lambda connection: []))
    assert len(diff(settings, first, second).differences) == 3
    assert diff(settings, second, second).differences == ()
