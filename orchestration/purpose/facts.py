"""The purpose register and the coverage of this run, written for the marts of quality.

Belongs here: the tables `run.purpose`, `run.coverage` and `run.question_coverage`. Not here: what they are worked out
from (register, answering).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import duckdb

from ingestion.landing.batches import Batch
from orchestration.purpose.answering import Answer, read_needs
from orchestration.purpose.canonical import CanonicalColumn, canonical_columns
from orchestration.purpose.landing import source_register
from orchestration.purpose.memory import purpose_of
from orchestration.purpose.purposes import ColumnPurpose
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

ALL = "all"
"""The source that stands for all of them together."""
_TABLES = {
    "purpose": {
        "source_name": "varchar", "vendor": "varchar", "table_name": "varchar", "column_name": "varchar",
        "is_personal": "boolean", "purpose_type": "varchar", "is_landed": "boolean", "question_count": "bigint",
        "questions": "varchar", "canonical_columns": "varchar", "technical_purposes": "varchar", "kept_by": "varchar",
        "kept_reason": "varchar", "lacking_batch_count": "bigint",
    },
    "coverage": {
        "source_name": "varchar", "vendor": "varchar", "entity": "varchar", "column_name": "varchar",
        "question_count": "bigint", "is_defined": "boolean", "row_count": "bigint", "value_count": "bigint",
    },
    "question_coverage": {
        "source_name": "varchar", "question_code": "varchar", "question_text": "varchar", "answer_status": "varchar",
        "is_answerable": "boolean", "needed_count": "bigint", "defined_count": "bigint", "filled_count": "bigint",
        "missing_columns": "varchar",
    },
}  # fmt: skip
Row = dict[str, Any]


def write_purposes(connection: duckdb.DuckDBPyConnection, settings: Settings, batches: Iterable[Batch]) -> None:
    """Write what every column of every source is for, what is filled, and which questions that answers.

    Args:
        connection: The writer's connection; the canonical tables stand.
        settings: Names the sources.
        batches: Every landed batch.
    """
    canonical, landed = canonical_columns(), list(batches)
    lacking = Counter((it.source_name, it.table_name, column) for it in landed for column in it.left_out)
    registers = {source.name: source_register(settings, source) for source in settings.sources}
    connection.execute("begin")
    _write(connection, "purpose", [_purpose_row(name, it, lacking) for name, own in registers.items() for it in own])
    entities = _write_coverage(connection, settings, canonical)
    _write_questions(connection, settings, canonical, _filled(connection, entities))
    connection.execute("commit")


def _purpose_row(source_name: str, item: ColumnPurpose, lacking: Mapping[tuple[str, str, str], int]) -> Row:
    return {
        "source_name": source_name,
        "vendor": item.vendor,
        "table_name": item.table,
        "column_name": item.column,
        "is_personal": item.is_personal,
        "purpose_type": item.purpose,
        "is_landed": item.lands,
        "question_count": len(item.questions),
        "questions": ", ".join(item.questions) or None,
        "canonical_columns": ", ".join(item.feeds) or None,
        "technical_purposes": ", ".join(item.technical) or None,
        "kept_by": item.kept_by,
        "kept_reason": item.kept_reason,
        "lacking_batch_count": lacking[source_name, item.table, item.column] if item.lands else 0,
    }


def _write_coverage(
    connection: duckdb.DuckDBPyConnection, settings: Settings, canonical: Sequence[CanonicalColumn]
) -> set[str]:
    """Write which canonical columns each source fills, by definition and by what the tables hold."""
    found = {source.name: _coverage_rows(settings, source, canonical) for source in settings.sources}
    entities = {row["entity"] for rows in found.values() for row in rows}
    _write(connection, "coverage", [row for rows in found.values() for row in rows])
    for entity in sorted(entities):
        names = [column.name for column in canonical if column.entity == entity]
        counted = ", ".join(f"{{'name': '{name}', 'values': count({name})}}" for name in names)
        connection.execute(
            "update run.coverage set row_count = counted.row_count, value_count = counted.measured.values from ("
            f"select source_name, count(*) as row_count, unnest([{counted}]) as measured from canonical.{entity} "
            f"group by source_name) as counted where coverage.entity = '{entity}' "
            "and coverage.source_name = counted.source_name and coverage.column_name = counted.measured.name"
        )
    return entities


def _coverage_rows(settings: Settings, source: SourceSettings, canonical: Iterable[CanonicalColumn]) -> list[Row]:
    purpose = purpose_of(settings, source.vendor)
    fed = set(purpose.entities) if purpose else set()
    return [
        {
            "source_name": source.name,
            "vendor": source.vendor,
            "entity": column.entity,
            "column_name": column.name,
            "question_count": len(column.questions),
            "is_defined": purpose is not None and column.full_name in purpose.fills,
            "row_count": 0,
            "value_count": 0,
        }
        for column in canonical
        if column.entity in fed
    ]


def _filled(connection: duckdb.DuckDBPyConnection, entities: Collection[str]) -> dict[str, set[str]]:
    """By source the canonical columns that hold a value in some row."""
    filled: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        "select source_name, entity || '.' || column_name from run.coverage where value_count > 0"
    ).fetchall()
    for source_name, name in rows:
        filled[source_name].add(name)
        filled[ALL].add(name)
    return filled


def _write_questions(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    canonical: Sequence[CanonicalColumn],
    filled: Mapping[str, Collection[str]],
) -> None:
    needs = read_needs(canonical)
    defined: dict[str, set[str]] = {ALL: set()}
    for source in settings.sources:
        purpose = purpose_of(settings, source.vendor)
        defined[source.name] = set(purpose.fills) if purpose else set()
        defined[ALL] |= defined[source.name]
    rows = [
        _question_row(name, answer, by_definition)
        for name, by_definition in defined.items()
        for answer in needs.answers(filled.get(name, ()))
    ]
    _write(connection, "question_coverage", rows)


def _question_row(source_name: str, answer: Answer, defined: Collection[str]) -> Row:
    return {
        "source_name": source_name,
        "question_code": answer.question,
        "question_text": answer.text,
        "answer_status": answer.status,
        "is_answerable": answer.is_answerable,
        "needed_count": len(answer.needed),
        "defined_count": len(set(answer.needed) & set(defined)),
        "filled_count": len(answer.needed) - len(answer.lacking),
        "missing_columns": ", ".join(answer.lacking) or None,
    }


def _write(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    """Make a table hold these rows; they go in as one value."""
    columns = _TABLES[name]
    listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create or replace table run.{name} ({listed})")
    shape = json.dumps([columns])
    connection.execute(
        f"insert into run.{name} by name select unnest(given, recursive := true) from "
        f"(select unnest(from_json(?::json, '{shape}')) as given)",
        [json.dumps(rows)],
    )
