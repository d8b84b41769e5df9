"""What must hold of decisions before a person is asked whether to take them.

Belongs here: the look at what stands, without writing. Not here: writing (`identity.decisions`), which looks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from identity.decisions import Decision, Record, StandingDecision
from identity.decisions.consistency import Consistency
from identity.explain.subjects import SUBJECTS, has_table


def require_possible(
    decisions: Sequence[Decision], standing: Sequence[StandingDecision], types: Mapping[Record, str]
) -> None:
    """Refuse decisions that contradict what stands, as entering them would.

    Raises:
        DecisionError: One stands already, or contradicts others; the message shows the path.
    """
    checks = Consistency(standing, types)
    for decision in decisions:
        checks.add(decision)


def types_of(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> dict[Record, str]:
    """Return 'person' or 'organisation' of the customers' records that decisions name.

    Args:
        connection: A release or the work warehouse.
        decisions: What is to be decided.
    """
    records = sorted({each for decision in decisions if decision.entity == "customer" for each in decision.pair})
    subject = SUBJECTS["customer"]
    if not records or not has_table(connection, "core.dim_customer"):
        return {}
    rows = connection.execute(
        f"""
        with asked as (select unnest(?::varchar[]) as source_name, unnest(?::varchar[]) as record_id)
        select asked.source_name, asked.record_id, customers.customer_type
        from asked
        inner join {subject.crosswalk} as known
            on asked.source_name = known.source_name and asked.record_id = known.{subject.id_column}
        inner join core.dim_customer as customers on known.customer_key = customers.customer_key
        where customers.customer_type in ('person', 'organisation')
        """,
        [[record[0] for record in records], [record[1] for record in records]],
    ).fetchall()
    return {(source, record): kind for source, record, kind in rows}
