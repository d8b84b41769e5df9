"""From evidence to entities: connected components inside DuckDB, set by set.

Belongs here: the scratch tables that every kind of entity fills (records by age, and the values they share), the
spreading of labels, the cap on size and the path by which each record reached its founding record. Not here: what
counts as evidence.

A component's label is the rank of its founding record, because ranks run from the oldest record to the youngest. The
results depend on the ranks alone, never on the order of rows or the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from identity.stoplists import MAX_COMPONENT, MAX_RECORDS_PER_VALUE

RECORD = "identity_step_record"
"""record_rank, source_name, record_id, created_at, and whatever the rules need: one row per record."""
EVIDENCE = "identity_step_evidence"
"""rule_rank (1 is the strongest), match_key, record_rank: one row per record and value."""
LABEL = "identity_step_label"
"""record_rank, label: the records that are joined to another one, and the rank of their founding record."""
REACHED = "identity_step_reached"
"""record_rank, depth, rule_rank, parent_rank: the same records, and the evidence that leads each to its founder."""

_MEMBER = "identity_step_member"
_ROUND = "identity_step_round"
SCRATCH = (RECORD, EVIDENCE, LABEL, REACHED, _MEMBER, _ROUND)


@dataclass(frozen=True)
class Rule:
    """One kind of evidence.

    Args:
        name: As it stands in `rule_name`.
        phrase: The beginning of the evidence sentence; the other record's source and id follow.
    """

    name: str
    phrase: str


@dataclass(frozen=True)
class ComponentReport:
    """What the limits did: values that too many records share, components that were too large, and their records."""

    stopped_value_count: int
    cut_component_count: int
    cut_record_count: int


def build_components(connection: duckdb.DuckDBPyConnection) -> ComponentReport:
    """Join the records that share evidence, from `RECORD` and `EVIDENCE` to `LABEL` and `REACHED`."""
    stopped = _number_values(connection)
    _spread_labels(connection)
    components, records = _cut_large(connection)
    _find_paths(connection)
    return ComponentReport(stopped, components, records)


def _number_values(connection: duckdb.DuckDBPyConnection) -> int:
    """Keep the values that two records or more share, and return how many were shared too widely."""
    connection.execute(f"""
        create or replace temp table {_MEMBER} as
        select
            rule_rank,
            record_rank,
            dense_rank() over (order by rule_rank, match_key) as value_number,
            count(*) over (partition by rule_rank, match_key) as sharing_count
        from {EVIDENCE}
        qualify sharing_count > 1
    """)
    stopped = _count(
        connection, f"select count(distinct value_number) from {_MEMBER} where sharing_count > {MAX_RECORDS_PER_VALUE}"
    )
    connection.execute(f"delete from {_MEMBER} where sharing_count > {MAX_RECORDS_PER_VALUE}")
    return stopped


def _spread_labels(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every joined record the lowest rank that it is connected with.

    Each round takes the lowest label among the records that share a value, then the label of that label, so that a
    long chain needs few rounds.
    """
    connection.execute(
        f"create or replace temp table {LABEL} as select distinct record_rank, record_rank as label from {_MEMBER}"
    )
    while True:
        connection.execute(f"""
            create or replace temp table {_ROUND} as
            with value_label as (
                select member.value_number, min(known.label) as label
                from {_MEMBER} as member
                inner join {LABEL} as known on member.record_rank = known.record_rank
                group by member.value_number
            ),
            nearest as (
                select member.record_rank, min(value_label.label) as label
                from {_MEMBER} as member
                inner join value_label on member.value_number = value_label.value_number
                group by member.record_rank
            )
            select nearest.record_rank, known.label
            from nearest
            inner join {LABEL} as known on nearest.label = known.record_rank
        """)
        changed = _count(
            connection,
            f"select count(*) from {_ROUND} as now inner join {LABEL} as before using (record_rank) "
            "where now.label <> before.label",
        )
        connection.execute(f"create or replace temp table {LABEL} as select record_rank, label from {_ROUND}")
        if not changed:
            return


def _cut_large(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Take components above the cap apart into single records; return how many components and records that were."""
    too_large = f"select label from {LABEL} group by label having count(*) > {MAX_COMPONENT}"
    components = _count(connection, f"select count(*) from ({too_large})")
    records = _count(connection, f"select count(*) from {LABEL} where label in ({too_large})")
    connection.execute(f"delete from {LABEL} where label in ({too_large})")
    return components, records


def _find_paths(connection: duckdb.DuckDBPyConnection) -> None:
    """Walk from each founding record outwards, and note by which evidence each record was first reached.

    At equal distance the strongest rule wins, then the oldest neighbour.
    """
    connection.execute(f"""
        create or replace temp table {REACHED} as
        select
            record_rank,
            0 as depth,
            cast(null as integer) as rule_rank,
            cast(null as bigint) as parent_rank
        from {LABEL}
        where record_rank = label
    """)
    for depth in range(1, MAX_COMPONENT):
        connection.execute(f"""
            insert into {REACHED}
            with frontier as (
                select member.value_number, min(reached.record_rank) as parent_rank
                from {REACHED} as reached
                inner join {_MEMBER} as member on reached.record_rank = member.record_rank
                where reached.depth = {depth - 1}
                group by member.value_number
            )
            select member.record_rank, {depth}, member.rule_rank, frontier.parent_rank
            from frontier
            inner join {_MEMBER} as member on frontier.value_number = member.value_number
            where member.record_rank not in (select record_rank from {REACHED})
            qualify row_number() over (
                partition by member.record_rank order by member.rule_rank, frontier.parent_rank
            ) = 1
        """)
        if not _count(connection, f"select count(*) from {REACHED} where depth = {depth}"):
            return


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """Return the one number that a counting statement yields."""
    ((number,),) = connection.execute(sql).fetchall()
    return int(number)
