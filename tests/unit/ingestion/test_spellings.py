"""One id, two spellings: of 15 characters and of 18."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import pass_gate
from ingestion.gate.spellings import in_common_width, with_check_characters

KNOWN_PAIRS = {
    "a0D30000001n7Pi": "a0D30000001n7PiEAI",
    "0019000000B98de": "0019000000B98deAAB",
    "001A0000006Vm9r": "001A0000006Vm9rIAC",
    "001A0000006VM9r": "001A0000006VM9rIAG",
    "000000000000000": "000000000000000AAA",
    "AAAAAAAAAAAAAAA": "AAAAAAAAAAAAAAA555",
}


def spelt(gate: duckdb.DuckDBPyConnection, given: str) -> str:
    [[found]] = gate.execute(f"select {with_check_characters('given')} from (select ? as given)", [given]).fetchall()
    return str(found)


@pytest.mark.parametrize(("short", "long"), KNOWN_PAIRS.items())
def test_an_id_of_15_gets_its_check_characters(gate: duckdb.DuckDBPyConnection, short: str, long: str) -> None:
    assert spelt(gate, short) == long


@pytest.mark.parametrize("given", [*KNOWN_PAIRS.values(), "", "00D3", "a0D30000001n7P!", "a0D30000001n7PiE"])
def test_anything_else_stays_as_it_is(gate: duckdb.DuckDBPyConnection, given: str) -> None:
    assert spelt(gate, given) == given


def test_the_check_characters_tell_ids_apart_that_differ_in_case_alone(gate: duckdb.DuckDBPyConnection) -> None:
    sql = f"select count(distinct upper({with_check_characters('id')})), count(distinct upper(id)) from given"
    gate.execute("create temp table given as from (values ('001A0000006Vm9r'), ('001A0000006VM9r')) as t(id)")
    assert gate.execute(sql).fetchone() == (2, 1)


def test_both_spellings_of_a_key_are_one_row(
    gate: duckdb.DuckDBPyConnection, write_table: Callable[..., SourceTable], extract_dir: Path
) -> None:
    key = "physicalType: VARCHAR, required: true, primaryKey: true"
    table = write_table(replace=(key, key + ", customProperties: [{property: idForm, value: salesforce}]"))
    path = extract_dir / "payments_2026-01-31.csv"
    rows = ["0019000000B98de,1,EUR,,card,", "0019000000B98deAAB,2,EUR,,card,"]
    path.write_text("\n".join(["id,amount,currency,paid_at,method,score", *rows, ""]), encoding="utf-8")
    assert pass_gate(gate, table, describe_extract(path), extract_dir).repeated_key_count == 1


def test_wide_signs_become_common_ones(gate: duckdb.DuckDBPyConnection) -> None:
    given = "ＡＢｃ－０９．５，（％）　'＇～中"
    sql = f"select {in_common_width('given')} from (select ? as given)"
    assert gate.execute(sql, [given]).fetchone() == ("ABc-09.5,(%) ''~中",)
