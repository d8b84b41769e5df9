"""The time of an extract: what its name says of day, minute or second, else when the file was written."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.connectors.files.reading import extracted_at

END_OF_DAY = datetime(2026, 1, 31, 23, 59, 59, 999999)
END_OF_MINUTE = datetime(2026, 1, 31, 10, 15, 59, 999999)
END_OF_SECOND = datetime(2026, 1, 31, 10, 15, 30, 999999)


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("orders_2026-01-31.jsonl", END_OF_DAY),
        ("orders_20260131.jsonl", END_OF_DAY),
        ("orders_2026-01-31T1015.jsonl", END_OF_MINUTE),
        ("orders_2026-01-31T10:15.jsonl", END_OF_MINUTE),
        ("orders_2026-01-31t10-15.jsonl", END_OF_MINUTE),
        ("orders-2026-01-31-10-15.jsonl", END_OF_MINUTE),
        ("orders_2026-01-31_10.15.jsonl", END_OF_MINUTE),
        ("orders_2026-01-31T1015-eu.jsonl", END_OF_MINUTE),
        ("orders_20260131T101530Z.jsonl", END_OF_SECOND),
        ("orders_2026-01-31T10:15:30Z.jsonl", END_OF_SECOND),
        ("orders_2026-01-31_10-15-30.jsonl", END_OF_SECOND),
        ("2026-01-31 10-15-30 orders.jsonl", END_OF_SECOND),
    ],
)
def test_a_dated_name_tells_the_end_of_its_day_minute_or_second(name: str, moment: datetime) -> None:
    assert extracted_at(Path(name)) == moment


@pytest.mark.parametrize(
    "rest",
    ["_0002", "_2", "-v10", "T2561", "T10", "T101", "_1015", "T1015+0200", "T101530-0800", "_10-15-2", "T1015301"],
)
def test_what_is_no_time_in_utc_leaves_the_end_of_the_day(rest: str) -> None:
    assert extracted_at(Path(f"orders_2026-01-31{rest}.csv")) == END_OF_DAY


def test_the_extract_of_a_whole_day_comes_after_those_made_within_it() -> None:
    names = [
        "orders_2026-01-31.csv",
        "orders_2026-01-31T2345.csv",
        "orders_2026-02-01T0000.csv",
        "orders_2026-01-31T0800.csv",
    ]
    ordered = sorted(names, key=lambda name: extracted_at(Path(name)))
    assert [ordered.index(name) for name in names] == [2, 1, 3, 0]


def test_a_name_without_a_date_has_the_time_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "orders-10-15.csv"
    path.touch()
    os.utime(path, (0, 0))
    assert extracted_at(path) == datetime(1970, 1, 1)
