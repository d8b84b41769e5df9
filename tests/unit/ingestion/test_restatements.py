"""A dated file that is sent again with other rows: the later version counts, and the change is written down."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.loading import load_batches, prepare_raw
from ingestion.raw.restatements import write_restatements
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
NAME = "payments_2025-01-31.csv"
FIRST = {"p1": ("10.00", "EUR"), "p2": ("20.00", "EUR"), "p3": ("5.00", "USD")}
FACTS = "currency_code, restated_row_count, added_row_count, vanished_row_count, earlier_amount, later_amount"


@pytest.fixture(autouse=True)
def contract(write_table: Table) -> None:
    write_table()


@pytest.fixture
def send(extract_dir: Path) -> Callable[..., None]:
    """Write a file; each one that is sent is a minute newer than the one before."""
    minutes = itertools.count()

    def send(rows: dict[str, tuple[str, str]], name: str = NAME) -> None:
        lines = [f"{key},{amount},{currency},2025-01-01,card,\n" for key, (amount, currency) in rows.items()]
        path = extract_dir / name
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        written = 1_750_000_000 + 60 * next(minutes)
        os.utime(path, (written, written))

    return send


@pytest.fixture
def land(gate: duckdb.DuckDBPyConnection, settings: Settings) -> Callable[[], None]:
    def land() -> None:
        for plan in plan_intake(settings):
            take_in(gate, settings, plan)

    return land


@pytest.fixture
def restated(settings: Settings) -> Callable[..., list[tuple[object, ...]]]:
    def restated(columns: str = FACTS) -> list[tuple[object, ...]]:
        with duckdb.connect() as connection:
            connection.execute("create schema run")
            write_restatements(connection, vendor_tables(settings), list_batches(settings))
            return connection.execute(f"select {columns} from run.restatement order by all").fetchall()

    return restated


def test_a_file_that_is_sent_once_restates_nothing(
    send: Callable[..., None], land: Callable[[], None], restated: Callable[..., list[tuple[object, ...]]]
) -> None:
    send(FIRST)
    send(FIRST, "payments_2025-02-01.csv")
    land()
    assert restated() == []


def test_changed_added_and_vanished_rows_are_counted_with_their_money_by_currency(
    send: Callable[..., None],
    land: Callable[[], None],
    restated: Callable[..., list[tuple[object, ...]]],
    settings: Settings,
) -> None:
    send(FIRST)
    land()
    send({"p1": ("12.50", "EUR"), "p3": ("5.00", "USD"), "p4": ("7.00", "GBP")})
    land()
    earlier, later = list_batches(settings)
    assert restated() == [
        ("EUR", 1, 0, 1, Decimal("30.0000"), Decimal("12.5000")),
        ("GBP", 0, 1, 0, Decimal(0), Decimal("7.0000")),
    ]
    assert set(restated("source_name, table_name, file_name, earlier_batch_id, batch_id, extracted_at")) == {
        ("till", "payments", NAME, earlier.batch_id, later.batch_id, later.extracted_at)
    }


def test_a_row_that_changes_its_currency_counts_on_both_sides(
    send: Callable[..., None], land: Callable[[], None], restated: Callable[..., list[tuple[object, ...]]]
) -> None:
    send(FIRST)
    land()
    send({**FIRST, "p3": ("5.00", "EUR")})
    land()
    assert restated() == [
        ("EUR", 1, 0, 0, Decimal(0), Decimal("5.0000")),
        ("USD", 0, 0, 0, Decimal("5.0000"), Decimal(0)),
    ]


def test_a_correction_under_another_name_restates_and_a_second_part_does_not(
    send: Callable[..., None], land: Callable[[], None], restated: Callable[..., list[tuple[object, ...]]]
) -> None:
    send(FIRST)
    send({"q1": ("1.00", "EUR")}, "payments_2025-01-31_part2.csv")
    land()
    assert restated() == []
    send({"p2": ("21.00", "EUR")}, "payments_2025-01-31_corrected.csv")
    land()
    assert restated("file_name, " + FACTS) == [
        ("payments_2025-01-31_corrected.csv", "EUR", 1, 0, 1, Decimal("30.0000"), Decimal("21.0000")),
        ("payments_2025-01-31_corrected.csv", "USD", 0, 0, 1, Decimal("5.0000"), Decimal(0)),
    ]


def test_a_third_version_is_compared_with_the_second(
    send: Callable[..., None], land: Callable[[], None], restated: Callable[..., list[tuple[object, ...]]]
) -> None:
    for amount in ("10.00", "11.00", "13.00"):
        send({**FIRST, "p1": (amount, "EUR")})
        land()
    assert restated() == [
        ("EUR", 1, 0, 0, Decimal("10.0000"), Decimal("11.0000")),
        ("EUR", 1, 0, 0, Decimal("11.0000"), Decimal("13.0000")),
    ]


VERSIONS = [
    (NAME, {"p1": ("1.00", "EUR"), "p2": ("1.00", "EUR")}),
    (NAME, {"p1": ("2.00", "EUR"), "p2": ("1.00", "EUR")}),
    ("payments_2025-02-01.csv", {"p2": ("3.00", "EUR")}),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_arrival_changes_neither_the_rows_nor_what_is_restated(
    land: Callable[[], None],
    restated: Callable[..., list[tuple[object, ...]]],
    settings: Settings,
    extract_dir: Path,
    build_base: Callable[..., None],
    order: tuple[int, ...],
) -> None:
    """A day, its correction and the next day: each is written at its own time and arrives when it does."""
    work = duckdb.connect()
    [table] = vendor_tables(settings)
    for step, place in enumerate(order):
        name, rows = VERSIONS[place]
        path = extract_dir / name
        lines = [f"{key},{amount},{currency},2025-01-01,card,\n" for key, (amount, currency) in rows.items()]
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        os.utime(path, (1_750_000_000 + place, 1_750_000_000 + place))
        land()
        prepare_raw(work, [table])
        load_batches(work, [table], list_batches(settings))
        build_base(work, table, incremental=step > 0)
    rows_of = "select payment_id, amount from base.base_tiny__payments order by 1"
    assert work.execute(rows_of).fetchall() == [("p1", Decimal(2)), ("p2", Decimal(3))]
    assert restated() == [("EUR", 1, 0, 0, Decimal("1.0000"), Decimal("2.0000"))]
