"""Control totals count the latest version of each key, in batches of any size and order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.raw.control import write_control_totals
from warehouse.settings import Settings

HEADER = "id,amount,currency,paid_at,method,score\n"
Version = tuple[str, int]


def lines(versions: list[Version]) -> str:
    """A file with these keys and amounts, in this order."""
    return HEADER + "".join(f"{key},{amount}.00,EUR,2025-01-01T10:00:00Z,card,\n" for key, amount in versions)


def latest(files: list[list[Version]]) -> dict[str, int]:
    """What counts in the end: the last word on each key."""
    return {key: amount for versions in files for key, amount in versions}


WHOLE = [(f"p{number}", 10) for number in range(20)]
FILES = {
    "a whole and two deltas": [WHOLE, [("p1", 11), ("new", 5)], [("p1", 12), ("p2", 13)]],
    "the largest is the newest": [[("p1", 90), ("gone", 7)], WHOLE],
    "the largest lies between": [[("p1", 90), ("old", 7)], WHOLE, [("p1", 14)]],
    "a delta repeats a key": [WHOLE, [("p3", 1), ("p3", 2)]],
    "the largest repeats a key": [[*WHOLE, ("p4", 99)], [("p5", 3)]],
    "all repeat keys": [[*WHOLE, ("p4", 99)], [("p5", 3), ("p5", 4)]],
    "one batch that repeats a key": [[*WHOLE, ("p0", 1)]],
    "deltas only": [[("p1", 1)], [("p1", 2)], [("p2", 3)]],
    "a delta with a refused row": [WHOLE, [("p1", 11), ("", 5)]],
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES.keys())
def test_the_last_word_on_each_key_is_counted(
    files: list[list[Version]],
    write_table: Callable[..., SourceTable],
    settings: Settings,
    extract_dir: Path,
    gate: duckdb.DuckDBPyConnection,
) -> None:
    write_table()
    for day, versions in enumerate(files, start=1):
        (extract_dir / f"payments_2025-01-{day:02}.csv").write_text(lines(versions), encoding="utf-8")
    [plan] = plan_intake(settings)
    assert take_in(gate, settings, plan).status == "current"
    with duckdb.connect() as connection:
        connection.execute("create schema run")
        write_control_totals(connection, vendor_tables(settings), list_batches(settings))
        found = connection.execute("select row_count, control_amount from run.control_total").fetchall()
    expected = {key: amount for key, amount in latest(files).items() if key}
    assert found == [(len(expected), Decimal(sum(expected.values())))]
