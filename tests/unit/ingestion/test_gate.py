"""What the gate lets pass, flags, refuses and stops."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import GateResult, pass_gate
from warehouse.errors import SchemaBreakError

Table = Callable[..., SourceTable]
HEADER = "id,amount,currency,paid_at,method,score\n"
GOOD_ROWS = "p1,10.50,EUR,2025-01-01T10:00:00Z,card,3\np2,-2.25,EUR,2025-01-02T01:00:00+02:00,cash,\n"


def passed(gate: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, content: str | bytes) -> GateResult:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return pass_gate(gate, table, describe_extract(path), path.parent)


def rows(
    gate: duckdb.DuckDBPyConnection, folder: Path, columns: str = "* exclude (_faults, _is_refused)"
) -> list[tuple[object, ...]]:
    return gate.execute(f"select {columns} from read_parquet('{folder / 'data.parquet'}') order by 1").fetchall()


@pytest.fixture
def csv_path(extract_dir: Path) -> Path:
    return extract_dir / "payments_2025-01-31.csv"


def test_good_rows_pass_with_their_exact_values(
    gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path
) -> None:
    result = passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS)
    assert (result.row_count, result.refused_count, result.flagged_count) == (2, 0, 0)
    assert rows(gate, csv_path.parent) == [
        ("p1", Decimal("10.5000"), "EUR", datetime(2025, 1, 1, 10), "card", 3),
        ("p2", Decimal("-2.2500"), "EUR", datetime(2025, 1, 1, 23), "cash", None),
    ]
    assert result.clock_at == datetime(2025, 1, 1, 23)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (HEADER + GOOD_ROWS + "p3,1.0,EU", "line 4", "Expected Number of Columns: 6 Found: 3"),
        (HEADER + 'p0,1.00,EUR,2025-01-01,"card,1\n' + GOOD_ROWS, "line 2", "unterminated quote"),
        (HEADER + GOOD_ROWS + "p3,1.0,EUR,2025-01-01,card,1,9\n", "line 4", "Found: 7"),
        ((HEADER + GOOD_ROWS).replace("amount,", "", 1), "line 1", "the column 'amount' is missing"),
        ((HEADER + GOOD_ROWS + "p3,1.0,EUR,2025-01-01,cäsh,1\n").encode("latin-1"), "line 4", "utf-8"),
        ("id," + HEADER + GOOD_ROWS, "line 1", "the column 'id' stands twice"),
        ("", "payments_2025-01-31.csv", "empty"),
    ],
    ids=[
        "truncated last row",
        "unclosed quote",
        "a field too many",
        "dropped column",
        "wrong encoding",
        "a column twice",
        "empty file",
    ],
)
def test_a_broken_shape_stops_the_batch_and_says_where(
    gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path, content: str | bytes, place: str, reason: str
) -> None:
    with pytest.raises(SchemaBreakError) as caught:
        passed(gate, write_table(), csv_path, content)
    message = str(caught.value)
    assert place in message and reason in message
    assert "payments_2025-01-31.csv" in message
    assert caught.value.todo


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("p3,twelve,EUR,2025-01-01,card,1", "amount:unreadable"),
        ("p3,1.23456,EUR,2025-01-01,card,1", "amount:unreadable"),
        ("p3,,EUR,2025-01-01,card,1", "amount:missing"),
        ("p3,1.00,Euro,2025-01-01,card,1", "currency:unreadable"),
        (",1.00,EUR,2025-01-01,card,1", "payment_id:missing"),
    ],
)
def test_a_row_without_readable_money_or_key_is_refused_as_it_stood(
    gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path, row: str, rule: str
) -> None:
    result = passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS + row + "\n")
    assert (result.row_count, result.refused_count) == (2, 1)
    assert [item.rule_name for item in result.refused] == [rule]
    number, original = gate.execute(
        f"select _row_number, _original from read_parquet('{csv_path.parent / 'refused.parquet'}')"
    ).fetchall()[0]
    assert number == 3
    assert [value or "" for value in json.loads(original).values()] == row.split(",")


@pytest.mark.parametrize(
    ("row", "column", "rule", "is_nulled"),
    [
        ("p3,1.00,EUR,yesterday,card,1", "paid_at", "unreadable", True),
        ("p3,1.00,EUR,2025-01-01,barter,1", "method", "unknown_code", False),
        ("p3,1.00,EUR,2025-01-01,card,11", "score", "too_large", True),
        ("p3,1.00,EUR,2025-01-01,card,x", "score", "unreadable", True),
        ("p3,1.00,EUR,2026-06-01,card,1", "paid_at", "after_extract", False),
    ],
)
def test_any_other_fault_lands_flagged(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    csv_path: Path,
    row: str,
    column: str,
    rule: str,
    is_nulled: bool,
) -> None:
    result = passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS + row + "\n")
    assert (result.row_count, result.refused_count, result.flagged_count) == (3, 0, 1)
    assert [(fault.column_name, fault.rule_name, fault.row_count) for fault in result.faults] == [(column, rule, 1)]
    value, amount = rows(gate, csv_path.parent, f"payment_id, {column}, amount")[2][1:]
    assert (value is None) == is_nulled
    assert amount == Decimal("1.0000")
    assert result.clock_at == datetime(2025, 1, 1, 23)


def test_a_repeated_key_is_counted(gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path) -> None:
    result = passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS + GOOD_ROWS)
    assert (result.row_count, result.repeated_key_count) == (4, 2)


def test_a_column_that_no_contract_names_is_reported(
    gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path
) -> None:
    text = "".join(f"{line},x\n" for line in (HEADER + GOOD_ROWS).splitlines())
    assert passed(gate, write_table(), csv_path, text).extra_columns == ("x",)


def json_lines() -> list[dict[str, object]]:
    names = HEADER.strip().split(",")
    return [dict(zip(names, line.split(","), strict=True)) for line in GOOD_ROWS.splitlines()]


def test_json_lines_give_the_same_rows_as_csv(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, csv_path: Path
) -> None:
    passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS)
    from_csv = rows(gate, extract_dir)
    lines = [{name: value or None for name, value in line.items()} for line in json_lines()]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    passed(gate, write_table("jsonl"), extract_dir / "payments_2025-01-31.jsonl", text)
    assert rows(gate, extract_dir) == from_csv


def test_a_broken_json_line_is_named(gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path) -> None:
    text = json.dumps(json_lines()[0]) + '\n{"id": "p2", "amou\n'
    with pytest.raises(SchemaBreakError, match="line 2"):
        passed(gate, write_table("jsonl"), extract_dir / "payments_2025-01-31.jsonl", text)


def test_a_field_that_every_json_line_lacks_was_dropped(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    text = "".join(json.dumps({k: v for k, v in line.items() if k != "amount"}) + "\n" for line in json_lines())
    with pytest.raises(SchemaBreakError, match="'amount' stands in no row of payments"):
        passed(gate, write_table("jsonl"), extract_dir / "payments_2025-01-31.jsonl", text)


@pytest.mark.parametrize("dropped", ["id", "method"])
def test_an_optional_field_and_a_key_are_not_dropped_in_silence(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, dropped: str
) -> None:
    text = "".join(json.dumps({k: v for k, v in line.items() if k != dropped}) + "\n" for line in json_lines())
    with pytest.raises(SchemaBreakError, match=f"'{dropped}' stands in no row of payments"):
        passed(gate, write_table("jsonl"), extract_dir / "payments_2025-01-31.jsonl", text)


def test_a_field_that_is_null_in_every_json_line_was_not_dropped(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    text = "".join(json.dumps({**line, "method": None}) + "\n" for line in json_lines())
    result = passed(gate, write_table("jsonl"), extract_dir / "payments_2025-01-31.jsonl", text)
    assert result.row_count == 2


def test_a_row_without_a_key_is_refused_also_in_a_file_that_tables_share(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    filtered = "customProperties:\n      - {property: rowFilter, value: \"payment_id like 'p%'\"}"
    table = write_table("jsonl", replace=("customProperties:", filtered))
    first, second = json_lines()
    lines = [first, {**second, "id": "q2"}, {**second, "id": None}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    result = passed(gate, table, extract_dir / "payments_2025-01-31.jsonl", text)
    assert (result.row_count, result.refused_count) == (1, 1)
    assert result.refused[0].rule_name.startswith("payment_id:missing")


def test_a_refused_json_line_keeps_its_text(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    bad = json.dumps({**json_lines()[1], "amount": "twelve"})
    result = passed(
        gate,
        write_table("jsonl"),
        extract_dir / "payments_2025-01-31.jsonl",
        json.dumps(json_lines()[0]) + "\n" + bad + "\n",
    )
    kept = gate.execute(
        f"select _row_number, _original from read_parquet('{extract_dir / 'refused.parquet'}')"
    ).fetchall()
    assert result.refused_count == 1
    assert [(number, json.loads(text)) for number, text in kept] == [(2, json.loads(bad))]


def test_parquet_and_excel_give_the_same_rows_as_csv(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, csv_path: Path
) -> None:
    import openpyxl

    passed(gate, write_table(), csv_path, HEADER + GOOD_ROWS)
    from_csv = rows(gate, extract_dir)
    parquet = extract_dir / "payments_2025-01-31.parquet"
    gate.execute(f"copy (select * from read_csv('{csv_path}', all_varchar = true)) to '{parquet}'")
    table = write_table("parquet", replace=("+02:00", "+02:00"))
    pass_gate(gate, table, describe_extract(parquet), extract_dir)
    assert [row[:3] for row in rows(gate, extract_dir)] == [row[:3] for row in from_csv]
    book = openpyxl.Workbook()
    for line in (HEADER + GOOD_ROWS).splitlines():
        book.active.append([cell or None for cell in line.split(",")])
    excel = extract_dir / "payments_2025-01-31.xlsx"
    book.save(excel)
    pass_gate(gate, write_table("xlsx"), describe_extract(excel), extract_dir)
    assert rows(gate, extract_dir) == from_csv


FORMS = [
    ("logicalTypeOptions: {pattern: '[a-z]+'}", "b2b", "method:malformed", None),
    ("logicalTypeOptions: {pattern: '[a-z]+'}", "invoice", None, "invoice"),
    ("tags: [name]", '"=HYPERLINK(""x"")"', "method:formula", None),
    ("tags: [name]", "MÃ¼ller", "method:misread", "MÃ¼ller"),
    ("tags: [name]", "JOÃO", None, "JOÃO"),
]


@pytest.mark.parametrize(("mark", "text", "rule", "landed"), FORMS)
def test_a_text_of_the_wrong_form_is_flagged(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    csv_path: Path,
    mark: str,
    text: str,
    rule: str | None,
    landed: str | None,
) -> None:
    table = write_table(replace=("enum: [{value: card}, {value: cash}]", mark))
    result = passed(gate, table, csv_path, f"{HEADER}p1,1.00,EUR,2025-01-01T10:00:00Z,{text},3\n")
    assert (result.refused_count, result.flagged_count) == (0, int(rule is not None))
    assert rows(gate, csv_path.parent, "method, _faults") == [(landed, rule)]


@pytest.mark.parametrize(
    ("paid_at", "rule"),
    [
        ("2025-01-01T10:00:00Z", None),
        ("2025-01-01 10:00:00+04:00", None),
        ("2025-01-01 10:00:00", "paid_at:without_zone"),
    ],
)
def test_a_time_that_lacks_its_promised_offset_is_flagged_and_kept(
    gate: duckdb.DuckDBPyConnection, write_table: Table, csv_path: Path, paid_at: str, rule: str | None
) -> None:
    table = write_table(replace=("tags: [clock]", "tags: [clock, zoned]"))
    passed(gate, table, csv_path, f"{HEADER}p1,1.00,EUR,{paid_at},card,3\n")
    assert rows(gate, csv_path.parent, "paid_at is not null, _faults") == [(True, rule)]
