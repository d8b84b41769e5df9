"""Decisions and the work warehouse.

Belongs here: the table of standing decisions that a run reads, and looking up what records are. Not here: the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
from pyarrow.lib import table

from identity.decisions.decision import Record, StandingDecision
from identity.tables import IDENTITY_DECISION, PARTY_RECORD

_COLUMNS = ("entity", "kind", "source_name", "record_id", "other_source_name", "other_record_id")


def write_decisions(connection: duckdb.DuckDBPyConnection, standing: Sequence[StandingDecision]) -> None:
    """Write `run.identity_decision`: one row per decision that stands, with the id of its entry in the ledger."""
    rows = [
        (each.decision.entity, each.decision.kind, *each.decision.record, *each.decision.other) for each in standing
    ]
    columns: dict[str, list[str] | list[int]] = {name: [row[n] for row in rows] for n, name in enumerate(_COLUMNS)}
    columns["decision_id"] = [each.decision_id for each in standing]
    connection.execute("create schema if not exists run")
    connection.register("identity_decisions", table(columns))
    connection.execute(f"""
        create or replace table {IDENTITY_DECISION} as
        select {", ".join(f"{name}::varchar as {name}" for name in _COLUMNS)}, decision_id::bigint as decision_id
        from identity_decisions
        order by decision_id
    """)
    connection.unregister("identity_decisions")


def party_types(connection: duckdb.DuckDBPyConnection, records: Iterable[Record]) -> dict[Record, str]:
    """Return 'person' or 'organisation' of those of the records that have arrived, for `record`.

    Args:
        connection: The open work warehouse, with `canonical.party_record`.
        records: Source names and ids.
    """
    asked = sorted(set(records))
    connection.register("identity_asked", table({"source": [r[0] for r in asked], "id": [r[1] for r in asked]}))
    found = connection.execute(f"""
        select source_name, party_record_id, party_type
        from {PARTY_RECORD}
        inner join identity_asked on source_name = identity_asked.source and party_record_id = identity_asked.id
        where party_type is not null
    """).fetchall()
    connection.unregister("identity_asked")
    return {(source_name, record_id): party_type for source_name, record_id, party_type in found}
