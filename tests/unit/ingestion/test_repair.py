"""What has landed is typed again, taken back and put back; manifests of other versions are read or refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import REFUSED
from ingestion.intake.selection import EVERYTHING_NEW, Selection
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import INCOMING, MANIFEST, Batch, LandingError, list_batches, revoked_batches
from ingestion.landing.revoking import revoke_batch, undo_revocation
from ingestion.raw.loading import load_batches, prepare_raw
from warehouse.errors import ConfigurationError
from warehouse.ledger import Kind, open_ledger
from warehouse.settings import Settings, load_settings

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
FIRST, SECOND, THIRD = (date(2025, 1, day) for day in (1, 2, 3))


@pytest.fixture(autouse=True)
def three_days(write_table: Table, extract_dir: Path) -> None:
    write_table()
    for day in (FIRST, SECOND, THIRD):
        row = f"p{day.day},{day.day}.00,EUR,2025-01-01T10:00:00Z,card,3\n"
        (extract_dir / f"payments_{day}.csv").write_text(HEADER + row, encoding="utf-8")


def take_all(gate: duckdb.DuckDBPyConnection, settings: Settings, selection: Selection = EVERYTHING_NEW) -> list[Batch]:
    for plan in plan_intake(settings, selection):
        take_in(gate, settings, plan)
    return list_batches(settings)


def spoil(batch: Batch) -> None:
    """What a gate with a fault would have landed."""
    rows = f"select * replace (cast(99 as decimal(18, 4)) as amount) from read_parquet('{batch.data}')"
    duckdb.execute(f"copy ({rows}) to '{batch.data}.new' (format parquet)")
    Path(f"{batch.data}.new").replace(batch.data)


def amounts(connection: duckdb.DuckDBPyConnection) -> list[Decimal]:
    rows = connection.execute("select amount from raw_tiny.payments order by payment_id").fetchall()
    return [amount for (amount,) in rows]


def test_extracts_of_a_range_are_typed_again_and_raw_notices(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    before = take_all(gate, settings)
    spoil(before[1])
    tables, connection = vendor_tables(settings), duckdb.connect()
    prepare_raw(connection, tables)
    load_batches(connection, tables, list_batches(settings))
    assert amounts(connection) == [1, 99, 3]
    after = take_all(gate, settings, Selection("till", SECOND, SECOND))
    assert [batch.batch_id for batch in after] == [batch.batch_id for batch in before]
    assert [batch.retyped_count for batch in after] == [0, 1, 0]
    assert load_batches(connection, tables, after) == 2
    assert amounts(connection) == [1, 2, 3]
    assert load_batches(connection, tables, list_batches(settings)) == 0
    assert not (settings.landing_dir / INCOMING / after[1].batch_id).exists()


@pytest.mark.parametrize(
    ("since", "until", "again"),
    [
        (SECOND, None, [0, 1, 1]),
        (None, FIRST, [1, 0, 0]),
        (FIRST, SECOND, [1, 1, 0]),
        (date(2026, 1, 1), None, [0] * 3),
    ],
)
def test_either_bound_is_enough(
    gate: duckdb.DuckDBPyConnection, settings: Settings, since: date | None, until: date | None, again: list[int]
) -> None:
    take_all(gate, settings)
    assert [b.retyped_count for b in take_all(gate, settings, Selection(None, since, until))] == again


def test_without_days_nothing_that_has_landed_comes_again(gate: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    take_all(gate, settings)
    [plan] = plan_intake(settings, Selection("till"))
    assert plan.pending == ()


def test_the_new_files_of_another_source_wait_and_say_so(settings: Settings) -> None:
    text = settings.config_file.read_text(encoding="utf-8")
    settings.config_file.write_text(text + text[text.index("[[source]]") :].replace('"till"', '"kiosk"'), "utf-8")
    till, kiosk = plan_intake(load_settings(settings.config_file), Selection("till"))
    assert (len(till.pending), till.status, till.problems) == (3, "current", ())
    assert (kiosk.pending, kiosk.status) == ((), "missing")
    assert kiosk.problems == ("3 new files wait: this run took in only till. Run again without it.",)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection("tilt"), "there is no source 'tilt'. There are: till."),
        (Selection(None, SECOND, FIRST), "2025-01-02 is after 2025-01-01"),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused(settings: Settings, selection: Selection, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        plan_intake(settings, selection)


def test_a_known_stop_in_the_range_is_tried_again(gate: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    [plan] = plan_intake(settings)
    stopped = plan.pending[1]
    notes = settings.quarantine_dir / "stopped" / "till"
    notes.mkdir(parents=True)
    [batch_id] = [b.batch_id for b in take_all(gate, settings) if b.file_name == stopped.extract.path.name]
    shutil.rmtree(next(settings.landing_dir.glob(f"till/payments/*_{batch_id}")))
    note = {"contract_hash": stopped.table.content_hash, "file_name": stopped.extract.path.name, "message": "odd"}
    (notes / f"{batch_id}.json").write_text(json.dumps(note), encoding="utf-8")
    assert plan_intake(settings)[0].status == "stopped"
    assert plan_intake(settings, Selection("till", THIRD))[0].status == "stopped"
    assert len(take_all(gate, settings, Selection("till", SECOND, SECOND))) == 3
    assert (plan_intake(settings)[0].status, list(notes.iterdir())) == ("current", [])


def test_a_batch_is_taken_back_and_put_back_with_who_and_why(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    before, ledger = take_all(gate, settings), open_ledger(settings)
    mark = ledger.high_water()
    revoke_batch(settings, ledger, before[0].batch_id[:8], actor="anna", reason="sent twice")
    assert list_batches(settings) == before[1:]
    assert [batch.batch_id for batch in revoked_batches(settings)] == [before[0].batch_id]
    undo_revocation(settings, ledger, before[0].batch_id[:8], actor="ben", reason="it was the other one")
    assert list_batches(settings) == before
    entries = ledger.read(Kind.BATCH_REVOCATION, subject=before[0].batch_id)
    assert [(entry.payload["action"], entry.actor, entry.reason) for entry in entries] == [
        ("revoke", "anna", "sent twice"),
        ("restore", "ben", "it was the other one"),
    ]
    assert ledger.high_water() == mark, "the batches of a release say it; a build does not read the entry"
    with pytest.raises(LandingError, match="there is no such batch"):
        undo_revocation(settings, ledger, before[0].batch_id, actor="ben", reason="again")


def test_a_manifest_that_lacks_a_newer_field_is_read_with_its_default(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    before = take_all(gate, settings)
    change_manifest(before[0], lambda content: content.pop("retyped_count"))
    assert list_batches(settings) == before


def test_a_manifest_of_a_newer_version_says_what_to_do(gate: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    batch = take_all(gate, settings)[0]
    change_manifest(batch, lambda content: content.update(colour="red"))
    with pytest.raises(LandingError, match=r"newer version .* does not know colour\. Run that version or a later one"):
        list_batches(settings)


def test_a_manifest_that_is_not_whole_is_no_batch(gate: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    batch = take_all(gate, settings)[0]
    change_manifest(batch, lambda content: content.pop("row_count"))
    with pytest.raises(LandingError, match="lacks row_count"):
        list_batches(settings)


def change_manifest(batch: Batch, change: Callable[[dict[str, object]], object]) -> None:
    path = batch.folder / MANIFEST
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_refused_rows_of_a_retyped_batch_stay_refused(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    with (extract_dir / f"payments_{FIRST}.csv").open("a", encoding="utf-8") as stream:
        stream.write("p9,lots,EUR,2025-01-01T10:00:00Z,card,3\n")
    before = take_all(gate, settings)[0]
    after = take_all(gate, settings, Selection(None, None, FIRST))[0]
    assert (before.refused_count, after.refused_count, after.refused) == (1, 1, before.refused)
    assert duckdb.execute(f"select count(*) from read_parquet('{after.refused_rows}') where {REFUSED}").fetchone() == (
        1,
    )
