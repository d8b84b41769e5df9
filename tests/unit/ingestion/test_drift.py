"""Columns that come, go, change their name or their form: reported, allowed by the contract, or a stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.checking import check_source
from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable, read_contract
from ingestion.gate.passing import GateResult, pass_gate
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from ingestion.quarantine.findings import write_findings
from ingestion.raw.loading import load_batches, prepare_raw
from warehouse.errors import ContractError, SchemaBreakError
from warehouse.settings import Settings

Table = Callable[..., SourceTable]
SCORE = "{name: score, physicalType: INTEGER, logicalTypeOptions: {minimum: 0, maximum: 10}}"
METHOD = "name: method, physicalType: VARCHAR, "
OPTIONAL = "customProperties: [{property: optional, value: true}]"
RENAMED = "customProperties: [{property: alternativeNames, value: [way, method]}]"
ROW = {"id": "p1", "amount": "1.00", "currency": "EUR", "paid_at": "2025-01-01", "method": "card", "score": "3"}
FORMATS = pytest.mark.parametrize("file_format", ["csv", "json", "jsonl"])


def write(folder: Path, file_format: str, rows: list[dict[str, str]], day: int = 31) -> Path:
    path = folder / f"payments_2025-01-{day:02}.{file_format}"
    if file_format == "csv":
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    elif file_format == "json":
        lines = [json.dumps(rows)]
    else:
        lines = [json.dumps(row) for row in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def without(name: str, row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if key != name}


def passed(gate: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> GateResult:
    return pass_gate(gate, table, describe_extract(path), path.parent)


def landed(gate: duckdb.DuckDBPyConnection, folder: Path, column: str) -> list[object]:
    sql = f"select {column} from read_parquet('{folder / 'data.parquet'}') order by payment_id"
    return [value for (value,) in gate.execute(sql).fetchall()]


@FORMATS
def test_a_new_column_is_reported_and_does_not_land(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, file_format: str
) -> None:
    path = write(extract_dir, file_format, [{**ROW, "fee": "0.10", "agent": "x"}])
    result = passed(gate, write_table(file_format), path)
    assert sorted(result.extra_columns) == ["agent", "fee"]


def test_new_json_fields_are_looked_for_in_the_rows_of_the_table_and_below_known_objects_not(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    rows_of_its_own = "customProperties:\n      - {property: rowFilter, value: \"payment_id like 'p%'\"}"
    table = write_table("jsonl", replace=("customProperties:", rows_of_its_own))
    text = table.file.read_text(encoding="utf-8").replace("name: method,", "name: method, physicalName: how.way,")
    table.file.write_text(text, encoding="utf-8")
    own = {**without("method", ROW), "how": {"way": "card", "note": "x"}, "fee": "1"}
    other = {**own, "id": "q1", "weight": "5"}
    path = extract_dir / "payments_2025-01-31.jsonl"
    path.write_text(json.dumps(own) + "\n" + json.dumps(other) + "\n", encoding="utf-8")
    assert passed(gate, read_contract(table.file, "tiny"), path).extra_columns == ("fee",)


@FORMATS
def test_an_optional_column_that_is_gone_lands_as_null_and_is_said(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, settings: Settings, file_format: str
) -> None:
    table = write_table(file_format, replace=(SCORE, SCORE.replace("}}", f"}}, {OPTIONAL}}}")))
    path = write(extract_dir, file_format, [without("score", ROW), {**without("score", ROW), "id": "p2"}])
    result = passed(gate, table, path)
    assert landed(gate, extract_dir, "score") == [None, None]
    assert [(item.column_name, item.rule_name, item.row_count) for item in result.faults] == [
        ("score", "absent_column", 2)
    ]
    assert result.flagged_count == 0
    assert check_source(settings, "till").refusals == [
        f"{path.name}: the optional column 'score' is absent; it would land as null."
    ]
    (extract_dir / "data.parquet").unlink()
    for plan in plan_intake(settings):
        take_in(gate, settings, plan)
    write_findings(gate, settings)
    found = gate.execute("select column_name, outcome from finding order by outcome").fetchall()
    assert found == [("score", "absent_column"), (None, "landed")]


def test_a_folder_that_does_not_exist_is_named_once(write_table: Table, extract_dir: Path, settings: Settings) -> None:
    write_table("csv")
    settings.work_dir.mkdir(parents=True, exist_ok=True)
    extract_dir.rmdir()
    assert check_source(settings, "till").problems == [
        f"there is no folder {extract_dir}; the `path` of the source 'till' names it."
    ]


@FORMATS
def test_a_column_that_is_not_optional_stops_the_file_by_its_name(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, file_format: str
) -> None:
    path = write(extract_dir, file_format, [without("score", ROW)])
    with pytest.raises(SchemaBreakError, match="'score'"):
        passed(gate, write_table(file_format), path)


@FORMATS
def test_a_renamed_column_is_read_by_its_old_and_its_new_name(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, file_format: str
) -> None:
    table = write_table(file_format, replace=(METHOD, f"{METHOD}{RENAMED}, "))
    assert table.columns[4].physical_names == ("method", "way")
    for name in ("method", "way"):
        row = {**without("method", ROW), name: "cash"}
        result = passed(gate, table, write(extract_dir, file_format, [row]))
        assert (landed(gate, extract_dir, "method"), result.extra_columns, result.faults) == (["cash"], (), ())
    with pytest.raises(SchemaBreakError, match="'method'"):
        passed(gate, table, write(extract_dir, file_format, [without("method", ROW)]))


def rows_with(column: str, good: int, bad: int) -> list[dict[str, str]]:
    return [{**ROW, "id": f"p{number}", column: "x" if number < bad else "1"} for number in range(good + bad)]


@pytest.mark.parametrize("column", ["amount", "score"])
@pytest.mark.parametrize(("good", "bad", "is_stopped"), [(10, 11, True), (10, 10, False), (0, 9, False), (0, 10, True)])
def test_a_column_that_is_unreadable_as_a_whole_stops_the_file(
    gate: duckdb.DuckDBPyConnection,
    write_table: Table,
    extract_dir: Path,
    column: str,
    good: int,
    bad: int,
    is_stopped: bool,
) -> None:
    path = write(extract_dir, "csv", rows_with(column, good, bad))
    if is_stopped:
        with pytest.raises(SchemaBreakError, match=f"of {good + bad} values of the column '{column}', {bad} cannot"):
            passed(gate, write_table(), path)
    else:
        result = passed(gate, write_table(), path)
        assert result.refused_count + result.flagged_count == bad


def test_empty_values_are_not_counted_as_readable_ones(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    rows = [{**row, "score": "many" if number < 12 else ""} for number, row in enumerate(rows_with("score", 90, 0))]
    with pytest.raises(SchemaBreakError, match="of 12 values"):
        passed(gate, write_table(), write(extract_dir, "csv", rows))


@pytest.mark.parametrize(
    ("mark", "examples"), [("", "for example 'n0', 'n1', 'n10'"), (", classification: personal", "")]
)
def test_three_values_are_named_unless_they_name_persons(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, mark: str, examples: str
) -> None:
    rows = [{**ROW, "id": f"p{number}", "score": f"n{number}"} for number in range(12)]
    table = write_table(replace=("name: score,", f"name: score{mark},"))
    with pytest.raises(SchemaBreakError) as caught:
        passed(gate, table, write(extract_dir, "csv", rows))
    assert examples in str(caught.value)
    assert ("'n0'" in str(caught.value)) == bool(examples)


def test_the_share_that_may_be_unreadable_is_the_contracts(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path
) -> None:
    lax = "customProperties:\n      - {property: maxUnreadableShare, value: 1}"
    path = write(extract_dir, "csv", rows_with("score", 0, 20))
    assert passed(gate, write_table(replace=("customProperties:", lax)), path).flagged_count == 20
    with pytest.raises(ContractError, match="maxUnreadableShare"):
        write_table(replace=("customProperties:", lax.replace("1}", "2}")))


def test_an_optional_column_is_neither_required_nor_a_key(write_table: Table) -> None:
    with pytest.raises(ContractError, match="'amount' is optional, and required"):
        write_table(replace=("tags: [amount]", f"tags: [amount], {OPTIONAL}"))


@FORMATS
def test_a_new_column_lands_once_the_contract_names_it_also_from_files_that_arrived_before(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, settings: Settings, file_format: str
) -> None:
    """Three files: one from before the column was there, one that had it unnamed, one that comes after."""
    write_table(file_format)
    write(extract_dir, file_format, [{**ROW, "id": "p1"}], day=1)
    write(extract_dir, file_format, [{**ROW, "id": "p2", "fee": "0.20"}], day=2)
    for plan in plan_intake(settings):
        take_in(gate, settings, plan)
    assert [batch.extra_columns for batch in list_batches(settings)] == [(), ("fee",)]
    fee = f'      - {{name: fee, physicalType: "DECIMAL(18,4)", {OPTIONAL}}}\n'
    write_table(file_format, replace=("      - {name: score", f"{fee}      - {{name: score"))
    write(extract_dir, file_format, [{**ROW, "id": "p3", "fee": "0.30"}], day=3)
    reports = [take_in(gate, settings, plan) for plan in plan_intake(settings)]
    assert [(report.status, report.messages) for report in reports] == [("current", [])]
    connection = duckdb.connect()
    tables = vendor_tables(settings)
    prepare_raw(connection, tables)
    load_batches(connection, tables, list_batches(settings))
    rows = connection.execute("select payment_id, cast(fee as double) from raw_tiny.payments order by 1").fetchall()
    assert rows == [("p1", None), ("p2", 0.2), ("p3", 0.3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [('[{"id": "p1", ', "Expecting property name"), ('{"id": "p1"}', "it holds something else"), ('["p1"]', "field")],
)
def test_what_is_no_list_of_objects_is_stopped(
    gate: duckdb.DuckDBPyConnection, write_table: Table, extract_dir: Path, text: str, said: str
) -> None:
    path = extract_dir / "payments_2025-01-31.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaBreakError, match=said):
        passed(gate, write_table("json"), path)
