"""Intake: the files of one day land together or not at all; other days do not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import SourceReport, plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.control import write_control_totals
from ingestion.raw.loading import load_batches, prepare_raw, tables_with_removals
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
DAYS = (1, 2, 3)
CUT = "p4,1.0"


def name_of(table: str, day: int) -> str:
    return f"{table}_2025-01-{day:02}.csv"


def text_of(table: str, day: int) -> str:
    """One row that is the day's own, and one that every day tells anew; its amount is the day."""
    rows = f"own{day},1.00,EUR,2025-01-01T10:00:00Z,card,\nall,{day}.00,EUR,2025-01-01T11:00:00Z,cash,\n"
    return HEADER + (rows if table == "payments" else rows.replace("own", "back"))


@pytest.fixture(autouse=True)
def two_tables_in_three_files_each(write_table: Table, settings: Settings, extract_dir: Path) -> None:
    payments = write_table().file
    text = (
        payments.read_text(encoding="utf-8").replace("payments", "refunds").replace("entity: payment", "entity: refund")
    )
    payments.with_name("refunds.yaml").write_text(text, encoding="utf-8")
    for day in DAYS:
        for table in ("payments", "refunds"):
            (extract_dir / name_of(table, day)).write_text(text_of(table, day), encoding="utf-8")


@pytest.fixture
def cut_file(extract_dir: Path) -> Path:
    """A file of the second day that lost the end of its last row."""
    path = extract_dir / name_of("refunds", 2)
    path.write_text(text_of("refunds", 2) + CUT, encoding="utf-8")
    return path


def intake(gate: duckdb.DuckDBPyConnection, settings: Settings) -> SourceReport:
    [plan] = plan_intake(settings)
    return take_in(gate, settings, plan)


def landed(settings: Settings) -> set[str]:
    return {batch.file_name for batch in list_batches(settings)}


def names(*days: int) -> set[str]:
    return {name_of(table, day) for day in days for table in ("payments", "refunds")}


def test_sound_files_of_all_days_land(gate: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    report = intake(gate, settings)
    assert (report.status, report.messages, len(report.landed)) == ("current", [], 6)
    assert landed(settings) == names(1, 2, 3)


@pytest.mark.usefixtures("cut_file")
def test_a_stopped_file_holds_back_the_files_of_its_day_only(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    report = intake(gate, settings)
    assert report.status == "stopped"
    [message] = report.messages
    assert message.startswith("refunds: refunds_2025-01-02.csv, line 4")
    assert landed(settings) == {batch.file_name for batch in report.landed} == names(1, 3)


@pytest.mark.usefixtures("cut_file")
def test_the_next_run_repeats_what_is_stopped_and_reads_no_file(
    gate: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    first = intake(gate, settings)
    [plan] = plan_intake(settings)
    assert (plan.status, plan.pending, list(plan.problems)) == ("stopped", (), first.messages)
    read: list[str] = []
    again = take_in(gate, settings, plan, read.append)
    assert (again.status, again.messages, again.landed, read) == ("stopped", first.messages, [], [])
    assert landed(settings) == names(1, 3)


@pytest.mark.usefixtures("cut_file")
def test_a_new_day_lands_while_an_older_one_waits(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    first = intake(gate, settings)
    (extract_dir / name_of("payments", 4)).write_text(text_of("payments", 4), encoding="utf-8")
    second = intake(gate, settings)
    assert (second.status, second.messages) == ("stopped", first.messages)
    assert [batch.file_name for batch in second.landed] == [name_of("payments", 4)]


def test_after_the_file_is_mended_its_day_lands_and_overrides_no_later_day(
    gate: duckdb.DuckDBPyConnection, settings: Settings, cut_file: Path
) -> None:
    intake(gate, settings)
    cut_file.write_text(text_of("refunds", 2), encoding="utf-8")
    report = intake(gate, settings)
    assert (report.status, report.messages) == ("current", [])
    assert {batch.file_name for batch in report.landed} == names(2)
    connection = duckdb.connect()
    connection.execute("create schema run")
    write_control_totals(connection, vendor_tables(settings), list_batches(settings))
    totals = connection.execute("select entity, row_count, control_amount from run.control_total order by 1").fetchall()
    assert totals == [("payment", 4, Decimal("6.0000")), ("refund", 4, Decimal("6.0000"))]


def test_every_stopped_file_is_named_day_after_day(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    for table, day in (("refunds", 1), ("payments", 3), ("refunds", 3)):
        with (extract_dir / name_of(table, day)).open("a", encoding="utf-8") as stream:
            stream.write(CUT)
    said = [
        "refunds: refunds_2025-01-01.csv, line 4",
        "payments: payments_2025-01-03.csv, line 4",
        "refunds: refunds_2025-01-03.csv, line 4",
    ]
    for _ in range(2):
        assert [
            message[: len(start)] for message, start in zip(intake(gate, settings).messages, said, strict=True)
        ] == said
        assert landed(settings) == names(2)


def test_the_same_bytes_under_two_names_are_one_batch(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path
) -> None:
    (extract_dir / name_of("payments", 4)).write_text(text_of("payments", 3), encoding="utf-8")
    [plan] = plan_intake(settings)
    payments = [item.extract.path.name for item in plan.pending if item.table.name == "payments"]
    assert payments == [name_of("payments", day) for day in DAYS]
    report = take_in(gate, settings, plan)
    assert landed(settings) == names(1, 2, 3)
    assert len({batch.batch_id for batch in report.landed}) == len(report.landed) == 6
    assert max(batch.extracted_at for batch in report.landed).date() == datetime(2025, 1, 3).date()
    assert plan_intake(settings)[0].pending == ()


@pytest.mark.parametrize("arriving", [(1, 4), (4, 1)], ids=["in order", "out of order"])
def test_the_same_bytes_are_of_the_earlier_day_in_whatever_order_they_arrive(
    gate: duckdb.DuckDBPyConnection, settings: Settings, extract_dir: Path, arriving: tuple[int, int]
) -> None:
    """The fourth day repeats the first one's bytes; told as its news they would undo the second and the third."""
    (extract_dir / name_of("payments", 1)).unlink()
    connection = duckdb.connect()
    for day in arriving:
        (extract_dir / name_of("payments", day)).write_text(text_of("payments", 1), encoding="utf-8")
        intake(gate, settings)
        prepare_raw(connection, vendor_tables(settings))
        load_batches(connection, vendor_tables(settings), list_batches(settings))
    assert landed(settings) == names(1, 2, 3)
    days = "select day(max(_extracted_at)), count(*) from raw_tiny.payments where amount = 1"
    assert connection.execute(days).fetchall() == [(3, 4)]
    assert tables_with_removals(connection) is (arriving == (4, 1))
    assert plan_intake(settings)[0].pending == ()
