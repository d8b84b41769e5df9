"""Declared forms of numbers, days and times: they and nothing else are read, exactly; local times become UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.passing import GateResult, pass_gate
from warehouse.errors import ContractError

Table = Callable[..., SourceTable]
HEADER = "id;amount;currency;paid_at;method;score\n"
CONTINENTAL = {"decimalSeparator": ",", "thousandsSeparator": "."}
AMOUNT = 'name: amount, physicalType: "DECIMAL(18,4)"'
PAID_AT = "name: paid_at, physicalType: TIMESTAMP"


def properties(values: dict[str, str]) -> str:
    return ", ".join(f'{{property: {name}, value: "{value}"}}' for name, value in values.items())


@pytest.fixture
def declare(write_table: Table) -> Callable[..., SourceTable]:
    """Declare forms for the table, and for one column that is found by the start of its line."""

    def declare(forms: dict[str, str], column: str = "", own: dict[str, str] | None = None) -> SourceTable:
        table = write_table()
        text = table.file.read_text(encoding="utf-8")
        text = text.replace("format: csv}", 'format: csv, delimiter: ";"}')
        listed = properties(forms).replace("}, {", "}\n      - {")
        text = text.replace("customProperties:\n", f"customProperties:\n      - {listed}\n") if forms else text
        text = text.replace(column, f"{column}, customProperties: [{properties(own or {})}]") if column else text
        table.file.write_text(text, encoding="utf-8")
        return read_contract(table.file, table.vendor)

    return declare


def land(
    gate: duckdb.DuckDBPyConnection, table: SourceTable, folder: Path, **values: str
) -> tuple[GateResult, dict[str, object]]:
    """Pass one row through the gate; return what was found and the landed row, empty if it was refused."""
    given = {"id": "p1", "amount": "1", "currency": "EUR", "paid_at": "", "method": "card", "score": "", **values}
    path = folder / "payments_2026-12-31.csv"
    path.write_text(HEADER + ";".join(given.values()) + "\n", encoding="utf-8")
    result = pass_gate(gate, table, describe_extract(path), folder)
    rows = gate.execute(f"select * from read_parquet('{folder / 'data.parquet'}')").fetchall()
    names = [item[0] for item in gate.description or []]
    return result, dict(zip(names, rows[0], strict=True)) if rows else {}


@pytest.mark.parametrize(
    ("given", "landed"),
    [
        ("1.234,50", "1234.5000"),
        ("1234,5", "1234.5000"),
        ("-0,0001", "-0.0001"),
        ("12.345.678.901.234,5678", "12345678901234.5678"),
        ("7", "7.0000"),
        ("1.234", "1234.0000"),
        ("1,234.50", None),
        ("1234.50", None),
        ("1.23,50", None),
        ("1.2345", None),
        ("1,23456", None),
        ("1e3", None),
        ("1 234,50", None),
    ],
)
def test_a_declared_decimal_comma_is_read_exactly_and_nothing_else_is(
    gate: duckdb.DuckDBPyConnection,
    declare: Callable[..., SourceTable],
    extract_dir: Path,
    given: str,
    landed: str | None,
) -> None:
    result, row = land(gate, declare(CONTINENTAL), extract_dir, amount=given)
    if landed is None:
        assert [item.rule_name for item in result.refused] == ["amount:unreadable"]
    else:
        assert (row["amount"], result.flagged_count) == (Decimal(landed), 0)


def test_integers_take_the_thousands_mark_and_a_column_may_be_written_otherwise(
    gate: duckdb.DuckDBPyConnection, declare: Callable[..., SourceTable], extract_dir: Path
) -> None:
    table = declare(CONTINENTAL, AMOUNT, {"decimalSeparator": ".", "thousandsSeparator": "'"})
    table_of_scores = [column for column in table.columns if column.name == "score"]
    assert table_of_scores[0].forms.thousands_separator == "."
    _, row = land(gate, table, extract_dir, amount="1'234.50", score="1.0")
    assert (row["amount"], row["_faults"]) == (Decimal("1234.5000"), "score:unreadable")


def test_a_group_without_decimals_counts_for_integers(
    gate: duckdb.DuckDBPyConnection, declare: Callable[..., SourceTable], extract_dir: Path
) -> None:
    table = declare(CONTINENTAL)
    result, row = land(gate, table, extract_dir, score="1.000")
    assert row["_faults"] == "score:too_large" and result.flagged_count == 1


@pytest.mark.parametrize(
    ("given", "landed"),
    [
        ("31.12.2025", datetime(2025, 12, 31)),
        ("1.2.2025", datetime(2025, 2, 1)),
        ("2025-12-31", None),
        ("12/31/2025", None),
        ("31.12.25", None),
        ("30.02.2025", None),
    ],
)
def test_a_declared_format_of_days_is_the_only_one(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    declare: Callable[..., SourceTable],
    extract_dir: Path,
    given: str,
    landed: datetime | None,
) -> None:
    table = declare({"dateFormat": "%d.%m.%Y"})
    text = table.file.read_text(encoding="utf-8").replace("physicalType: TIMESTAMP", "physicalType: DATE")
    table.file.write_text(text, encoding="utf-8")
    _, row = land(gate, read_contract(table.file, "tiny"), extract_dir, paid_at=given)
    assert row["paid_at"] == (landed.date() if landed else None)
    assert row["_faults"] == (None if landed else "paid_at:unreadable")


@pytest.mark.parametrize(
    ("form", "given", "landed"),
    [
        ("%d.%m.%Y %H:%M", "31.12.2025 10:30", datetime(2025, 12, 31, 10, 30)),
        ("%d.%m.%Y %H:%M", "2025-12-31 10:30", None),
        ("%d.%m.%Y %H:%M %z", "31.12.2025 00:30 +0200", datetime(2025, 12, 30, 22, 30)),
    ],
)
def test_a_declared_format_of_times_is_the_only_one(
    gate: duckdb.DuckDBPyConnection,
    declare: Callable[..., SourceTable],
    extract_dir: Path,
    form: str,
    given: str,
    landed: datetime | None,
) -> None:
    _, row = land(gate, declare({}, PAID_AT, {"timestampFormat": form}), extract_dir, paid_at=given)
    assert row["paid_at"] == landed
    assert row["_faults"] == (None if landed else "paid_at:unreadable")


NIGHTS = [
    ("Europe/Berlin", "2026-01-15 12:00:00", datetime(2026, 1, 15, 11), None),
    ("Europe/Berlin", "2026-07-15T12:00:00", datetime(2026, 7, 15, 10), None),
    ("Europe/Berlin", "2026-07-15T12:00:00Z", datetime(2026, 7, 15, 12), None),
    ("Europe/Berlin", "2026-07-15 12:00:00+08:00", datetime(2026, 7, 15, 4), None),
    ("Europe/Berlin", "2026-07-15", datetime(2026, 7, 14, 22), None),
    ("Europe/Berlin", "2026-03-29 01:59:59", datetime(2026, 3, 29, 0, 59, 59), None),
    ("Europe/Berlin", "2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30), "time_does_not_exist"),
    ("Europe/Berlin", "2026-03-29 03:00:00", datetime(2026, 3, 29, 1), None),
    ("Europe/Berlin", "2026-10-25 01:59:59", datetime(2026, 10, 24, 23, 59, 59), None),
    ("Europe/Berlin", "2026-10-25 02:30:00", datetime(2026, 10, 25, 1, 30), "time_exists_twice"),
    ("Europe/Berlin", "2026-10-25 02:30:00+02:00", datetime(2026, 10, 25, 0, 30), None),
    ("Europe/Berlin", "2026-10-25 03:00:00", datetime(2026, 10, 25, 2), None),
    ("America/New_York", "2026-03-08 02:30:00", datetime(2026, 3, 8, 7, 30), "time_does_not_exist"),
    ("America/New_York", "2026-11-01 01:30:00", datetime(2026, 11, 1, 6, 30), "time_exists_twice"),
    ("Australia/Lord_Howe", "2026-04-05 01:45:00", datetime(2026, 4, 4, 15, 15), "time_exists_twice"),
    ("Asia/Shanghai", "2026-03-29 02:30:00", datetime(2026, 3, 28, 18, 30), None),
]


@pytest.mark.parametrize(
    ("zone", "given", "landed", "rule", "form"),
    [(*night, None) for night in NIGHTS]
    + [
        (*night, "%Y-%m-%d %H:%M:%S")
        for night in NIGHTS
        if len(night[1]) == len("2026-01-15 12:00:00") and "T" not in night[1]
    ],
)
def test_local_times_become_utc_and_both_nights_of_the_clock_are_flagged(
    gate: duckdb.DuckDBPyConnection,
    declare: Callable[..., SourceTable],
    extract_dir: Path,
    zone: str,
    given: str,
    landed: datetime,
    rule: str | None,
    form: str | None,
) -> None:
    own = {"timestampFormat": form} if form else {}
    result, row = land(gate, declare({"zone": zone}, PAID_AT, own), extract_dir, paid_at=given)
    assert (row["paid_at"], row["_faults"]) == (landed, f"paid_at:{rule}" if rule else None)
    assert result.flagged_count == int(rule is not None)


@pytest.mark.parametrize(
    ("forms", "reason"),
    [
        ({"decimalSeparator": ",", "thousandsSeparator": ","}, "separators"),
        ({"decimalSeparator": ",,"}, "separators"),
        ({"dateFormat": "%Q"}, "strptime"),
        ({"dateFormat": "DD.MM.YYYY"}, "strptime"),
        ({"zone": "Europe/Nowhere"}, "zone"),
    ],
)
def test_a_form_that_could_not_be_read_is_an_error_of_the_contract(
    declare: Callable[..., SourceTable], forms: dict[str, str], reason: str
) -> None:
    with pytest.raises(ContractError, match=reason):
        declare(forms)
