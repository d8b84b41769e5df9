"""The batches of one moment are seen together or not at all, wherever landing them was broken off."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import Batch, land, list_batches, prepare_batch, remove_leftovers
from ingestion.landing.moments import INCOMING
from warehouse.settings import Settings

HEADER = "id,amount,currency,paid_at,method,score\n"
TABLES = ("payments", "refunds", "fees")
NO_RENAME, ALL_BUT_THE_NOTE = 0, 3


class BrokenOffError(Exception):
    """Stands for the kill: nothing after it is done."""


@pytest.fixture
def prepared(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, write_table: Callable[..., SourceTable]
) -> list[Batch]:
    """One moment of three tables, through the gate."""
    text = write_table().file.read_text(encoding="utf-8")
    for name in TABLES:
        contract = write_table().file.with_name(f"{name}.yaml")
        contract.write_text(text.replace("payments", name).replace("entity: payment", f"entity: {name}"))
        row = f"{name},1.00,EUR,2025-01-01T10:00:00Z,card,\n"
        (extract_dir / f"{name}_2025-01-01.csv").write_text(HEADER + row)
    [plan] = plan_intake(settings)
    return [prepare_batch(gate, settings, plan.source, item.table, item.extract) for item in plan.pending]


@pytest.mark.parametrize("done", range(NO_RENAME, ALL_BUT_THE_NOTE + 1))
def test_a_moment_is_seen_whole_or_not_at_all(
    prepared: list[Batch], settings: Settings, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    break_off_after(done, settings.landing_dir, monkeypatch)
    with pytest.raises(BrokenOffError):
        land(settings, prepared)
    monkeypatch.undo()
    assert list_batches(settings) == []
    [plan] = plan_intake(settings)
    assert len(plan.pending) == len(TABLES)
    remove_leftovers(settings)
    assert {batch.table_name for batch in list_batches(settings)} == set(TABLES)
    assert not (settings.landing_dir / INCOMING).exists()
    assert plan_intake(settings)[0].pending == ()


def break_off_after(done: int, landing_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break off before the folder that follows `done` others is moved, or before the note goes."""
    rename, unlink = Path.rename, Path.unlink
    moved: list[str] = []

    def counted(path: Path, target: Path) -> Path:
        if len(moved) == done:
            raise BrokenOffError
        moved.append(path.name)
        return rename(path, target)

    def kept(path: Path, missing_ok: bool = False) -> None:
        if path.parent == landing_dir / INCOMING:
            raise BrokenOffError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "rename", counted)
    monkeypatch.setattr(Path, "unlink", kept)


def test_broken_off_before_its_note_nothing_of_a_moment_lands(
    prepared: list[Batch], settings: Settings, gate: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        land(settings, prepared)
    monkeypatch.undo()
    remove_leftovers(settings)
    assert list_batches(settings) == []
    [plan] = plan_intake(settings)
    assert len(take_in(gate, settings, plan).landed) == len(list_batches(settings)) == len(TABLES)


def test_a_newer_typing_takes_the_place_of_the_older_one_though_broken_off(
    prepared: list[Batch],
    settings: Settings,
    gate: duckdb.DuckDBPyConnection,
    write_table: Callable[..., SourceTable],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    land(settings, prepared)
    write_table(replace=("physicalType: INTEGER", "physicalType: BIGINT"))
    break_off_after(1, settings.landing_dir, monkeypatch)
    [plan] = plan_intake(settings)
    with pytest.raises(BrokenOffError):
        take_in(gate, settings, plan)
    monkeypatch.undo()
    assert {batch.table_name for batch in list_batches(settings)} == {"refunds", "fees"}
    remove_leftovers(settings)
    assert {batch.table_name for batch in list_batches(settings)} == set(TABLES)
    assert plan_intake(settings)[0].pending == ()
