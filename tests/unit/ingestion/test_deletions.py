"""Deleted rows: marked by the source, or gone from full extracts and files of keys; flagged, never dropped."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable, read_contract
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import Batch, list_batches, revoke
from ingestion.quarantine.findings import write_findings
from ingestion.raw.control import write_control_totals
from ingestion.raw.loading import load_batches, prepare_raw
from warehouse.errors import ContractError
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
FULL = "customProperties:\n      - {property: extract, value: full}"
KEYS = 'customProperties:\n      - {property: keySetPath, value: "payments_keys_*.csv"}'
SHARE = "\n      - {property: maxDeletedShare, value: 0.5}"
EVERY = tuple(f"p{number}" for number in range(10))


def day(number: int) -> datetime:
    return datetime(2025, 1, number, 23, 59, 59, 999999)


def write(folder: Path, number: int, keys: Iterable[str], amount: str = "1.00", name: str = "payments") -> Path:
    """Write the file of a day; of two files of one day the later written one is the newer one."""
    path = folder / f"{name}_2025-01-{number:02}.csv"
    if name == "payments":
        text = HEADER + "".join(f"{key},{amount},EUR,2025-01-01T10:00:00Z,card,{number % 10}\n" for key in keys)
    else:
        text = "id\n" + "".join(f"{key}\n" for key in keys)
    path.write_text(text, encoding="utf-8")
    return path


class House:
    """A work warehouse that follows the extracts' folder."""

    def __init__(self, gate: duckdb.DuckDBPyConnection, settings: Settings, build_base: Callable[..., None]) -> None:
        self.gate, self.settings, self.build_base, self.work = gate, settings, build_base, duckdb.connect()

    def land(self) -> list[Batch]:
        for plan in plan_intake(self.settings):
            report = take_in(self.gate, self.settings, plan)
            assert not report.messages
        return list_batches(self.settings)

    def load(self, batches: Sequence[Batch], *, incremental: bool) -> None:
        [table] = vendor_tables(self.settings)
        prepare_raw(self.work, [table])
        load_batches(self.work, [table], batches)
        write_control_totals(self.work, [table], batches)
        self.build_base(self.work, table, incremental=incremental)

    def run(self, *, incremental: bool = False) -> House:
        self.load(self.land(), incremental=incremental)
        return self

    def gone(self) -> dict[str, datetime | None]:
        """The keys that are flagged, with the moment since when."""
        sql = "select payment_id, _deleted_at from base.base_tiny__payments where _is_deleted order by 1"
        return dict(self.work.execute(sql).fetchall())

    def rows(self) -> list[tuple[object, ...]]:
        sql = "select * exclude (_load_number) from base.base_tiny__payments order by all"
        return self.work.execute(sql).fetchall()

    def told(self) -> list[tuple[object, ...]]:
        return self.work.execute(
            "select extracted_at, known_key_count, absent_key_count, verdict from run.deletion order by 1"
        ).fetchall()


@pytest.fixture
def house(gate: duckdb.DuckDBPyConnection, settings: Settings, build_base: Callable[..., None]) -> House:
    return House(gate, settings, build_base)


@pytest.fixture
def full(write_table: Table) -> SourceTable:
    return write_table(replace=("customProperties:", FULL))


@pytest.fixture
def keyed(write_table: Table) -> SourceTable:
    return write_table(replace=("customProperties:", KEYS))


@pytest.mark.usefixtures("full")
def test_a_key_that_a_later_full_extract_does_not_have_is_flagged_and_stays(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    house.run()
    assert house.gone() == {}
    write(extract_dir, 2, EVERY[1:])
    write(extract_dir, 3, EVERY[2:])
    house.run(incremental=True)
    assert house.gone() == {"p0": day(2), "p1": day(3)}
    assert len(house.rows()) == 10
    assert house.told() == [(day(2), 10, 1, "believed"), (day(3), 9, 1, "believed")]
    write_findings(house.work, house.settings)
    found = house.work.execute("select file_name, row_key from finding where outcome = 'deleted' order by 2").fetchall()
    assert found == [("payments_2025-01-02.csv", "p0"), ("payments_2025-01-03.csv", "p1")]


@pytest.mark.usefixtures("full")
def test_a_key_that_comes_back_is_not_deleted(house: House, extract_dir: Path) -> None:
    for number, keys in enumerate([EVERY, EVERY[1:], EVERY], start=1):
        write(extract_dir, number, keys)
        house.run(incremental=number > 1)
    assert (house.gone(), house.told()) == ({}, [])


@pytest.mark.usefixtures("full")
def test_control_totals_count_deleted_rows_as_base_holds_them(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, EVERY[1:])
    house.run()
    assert house.work.execute("select row_count, control_amount from run.control_total").fetchall() == [(10, 10)]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_in_which_full_extracts_arrive_does_not_matter(
    house: House, extract_dir: Path, order: tuple[int, ...]
) -> None:
    """One key goes, another one goes and comes back, a third one is new."""
    days = [EVERY, EVERY[2:], (*EVERY[1:], "new")]
    for step, place in enumerate(order):
        write(extract_dir, place + 1, days[place], amount=f"{place}.00")
        house.run(incremental=step > 0)
    by_steps = house.rows()
    assert house.gone() == {"p0": day(2)}
    house.load(list_batches(house.settings), incremental=False)
    assert house.rows() == by_steps
    house.work = duckdb.connect()
    house.run()
    assert house.rows() == by_steps


@pytest.mark.usefixtures("full")
def test_when_too_many_keys_would_go_at_once_none_is_flagged_and_it_is_said(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, EVERY[:7])
    house.run()
    assert house.gone() == {}
    assert house.told() == [(day(2), 10, 3, "too_many_absent")]
    write(extract_dir, 3, EVERY[:8])
    house.run(incremental=True)
    assert house.gone() == {"p8": day(2), "p9": day(2)}
    assert house.told() == [(day(2), 10, 2, "believed")]


def test_the_share_that_may_go_is_the_contracts(write_table: Table, house: House, extract_dir: Path) -> None:
    write_table(replace=("customProperties:", FULL + SHARE))
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, EVERY[:5])
    assert list(house.run().gone()) == ["p5", "p6", "p7", "p8", "p9"]


@pytest.mark.usefixtures("full")
def test_a_refused_row_with_a_key_is_there(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    path = write(extract_dir, 2, EVERY[1:])
    path.write_text(path.read_text(encoding="utf-8") + "p0,n/a,EUR,2025-01-01,card,1\n", encoding="utf-8")
    assert (house.run().gone(), house.told()) == ({}, [])


@pytest.mark.usefixtures("full")
def test_an_extract_with_a_row_without_key_tells_of_no_delete(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    path = write(extract_dir, 2, EVERY[1:])
    path.write_text(path.read_text(encoding="utf-8") + ",1.00,EUR,2025-01-01,card,1\n", encoding="utf-8")
    assert house.run().gone() == {}
    assert house.told() == [(day(2), 10, 1, "rows_without_key")]
    write(extract_dir, 3, EVERY[1:])
    assert house.run(incremental=True).gone() == {"p0": day(3)}


@pytest.mark.usefixtures("full")
def test_of_two_full_extracts_of_a_moment_the_corrected_one_counts(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, (*EVERY, "wrong"))
    house.run()
    path = write(extract_dir, 1, EVERY)
    os.utime(path, (path.stat().st_mtime + 60, path.stat().st_mtime + 60))
    assert house.run(incremental=True).gone() == {"wrong": day(1)}


@pytest.mark.usefixtures("full")
def test_a_full_extract_that_is_taken_back_deletes_nothing(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, EVERY[1:])
    assert list(house.run().gone()) == ["p0"]
    revoke(house.settings, list_batches(house.settings)[1].batch_id)
    house.load(list_batches(house.settings), incremental=False)
    assert house.gone() == {}


@pytest.mark.usefixtures("keyed")
def test_files_of_keys_tell_which_rows_of_changed_ones_are_gone(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, ["p3", "new"])
    batches = house.land()
    assert {batch.table_name for batch in batches} == {"payments"}
    house.load(batches, incremental=False)
    write(extract_dir, 2, [*EVERY[1:], "new"], name="payments_keys")
    house.run(incremental=True)
    assert house.gone() == {"p0": day(2)}
    assert {batch.table_name for batch in list_batches(house.settings)} == {"payments", "payments__keys"}
    write(extract_dir, 3, ["p0", "late"])
    write(extract_dir, 3, [*EVERY[2:], "new"], name="payments_keys")
    house.run(incremental=True)
    assert house.gone() == {"p1": day(3)}


@pytest.mark.usefixtures("keyed")
def test_a_row_that_arrives_after_a_file_of_keys_is_there(house: House, extract_dir: Path) -> None:
    write(extract_dir, 1, EVERY)
    write(extract_dir, 2, EVERY[1:], name="payments_keys")
    assert list(house.run().gone()) == ["p0"]
    write(extract_dir, 3, ["p0"])
    assert house.run(incremental=True).gone() == {}


@pytest.mark.usefixtures("keyed")
def test_rows_of_a_day_before_a_file_of_keys_that_arrive_later_are_gone_if_it_lacks_them(
    house: House, extract_dir: Path
) -> None:
    write(extract_dir, 2, EVERY)
    write(extract_dir, 3, EVERY, name="payments_keys")
    house.run()
    write(extract_dir, 1, ["old"])
    assert house.run(incremental=True).gone() == {"old": day(3)}


def test_a_row_that_its_source_marks_is_flagged(write_table: Table, house: House, extract_dir: Path) -> None:
    marked = "customProperties:\n      - {property: deletedWhen, value: \"score = 9 or method = 'cash'\"}"
    write_table(replace=("customProperties:", marked))
    path = write(extract_dir, 1, EVERY[:2])
    path.write_text(path.read_text(encoding="utf-8") + "p2,1.00,EUR,,cash,\np3,1.00,EUR,,,\n", encoding="utf-8")
    house.run()
    flags = dict(house.work.execute("select payment_id, _is_deleted from base.base_tiny__payments").fetchall())
    assert flags == {"p0": False, "p1": False, "p2": True, "p3": False}
    write(extract_dir, 9, ["p1"])
    house.run(incremental=True)
    flags = dict(house.work.execute("select payment_id, _is_deleted from base.base_tiny__payments").fetchall())
    assert flags == {"p0": False, "p1": True, "p2": True, "p3": False}


def test_marks_and_absence_are_told_together(write_table: Table, house: House, extract_dir: Path) -> None:
    write_table(replace=("customProperties:", FULL + '\n      - {property: deletedWhen, value: "score = 2"}'))
    write(extract_dir, 1, EVERY)
    house.run()
    write(extract_dir, 2, EVERY[1:])
    assert house.run(incremental=True).gone() == {"p0": day(2), **dict.fromkeys(EVERY[1:])}
    write(extract_dir, 3, EVERY[1:])
    assert house.run(incremental=True).gone() == {"p0": day(2)}


def test_base_is_built_anew_when_the_contract_comes_to_tell_of_deletes(
    write_table: Table, house: House, extract_dir: Path
) -> None:
    write_table()
    path = write(extract_dir, 1, EVERY)
    house.run()
    path.unlink()
    write_table(replace=("customProperties:", FULL))
    prepare_raw(house.work, vendor_tables(house.settings))
    assert house.work.execute("select what from run.unloaded_batch").fetchall() == [
        ("base_tiny__payments has other columns",)
    ]


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ("{property: extract, value: all}", "extract is 'all'"),
        ("{property: maxDeletedShare, value: 20}", "maxDeletedShare is 20"),
        ('{property: keySetPath, value: "k_*.csv"}\n      - {property: extract, value: full}', "files of keys"),
    ],
)
def test_what_a_contract_cannot_say_of_deletes(write_table: Table, marks: str, reason: str) -> None:
    with pytest.raises(ContractError, match=reason):
        write_table(replace=("customProperties:", f"customProperties:\n      - {marks}"))


def test_a_mark_that_is_no_sql_is_an_error_of_the_contract(write_table: Table, house: House, extract_dir: Path) -> None:
    table = write_table(
        replace=("customProperties:", 'customProperties:\n      - {property: deletedWhen, value: "gone"}')
    )
    assert read_contract(table.file, "tiny").deletes.deleted_when == "gone"
    write(extract_dir, 1, EVERY)
    with pytest.raises(ContractError, match="deletedWhen"):
        house.run()
