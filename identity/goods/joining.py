"""From edges to groups: what must be one, what may be, and what never is.

Belongs here: the edges between records, and the pairs that are forbidden. Not here: how a pair is weighed (`scoring`),
or how edges join (`identity.cluster.constrained`).

Edges join in the order of their strength: decisions, key maps, then rules and weights. One that would bring two
together whom a guard or a decision forbids, or make a group larger than is believed, is left out. What decisions and
key maps join, no guard parts; a decision that two are not one outranks a key map.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray
from pyarrow.lib import table

from identity.cluster.components import connected
from identity.cluster.constrained import CONFLICT, FORBIDDEN, FORCED, REFUSED, join_and_part
from identity.cluster.linkage import CLUSTER, WITHIN
from identity.goods.evidence import RECORD, GoodKind
from identity.goods.scoring import SCORED, forbidden_sql, sided
from identity.normalise.stoplists import MAX_COMPONENT
from identity.tables import IDENTITY_DECISION, KEY_MAP

EDGE = "identity_step_good_edge"
"""l < r, rank (0 is the strongest), rule_name, decided_by, weight, decision_id: pairs that may be joined."""
_COMPONENT = "identity_step_good_component"
"""record_number, label: the component of each record; known: that of decisions and key maps alone."""
SCRATCH = (EDGE, _COMPONENT, FORCED, FORBIDDEN, REFUSED, CONFLICT, CLUSTER, WITHIN)
FIRST_RANK = 2
"""Of the rules of a kind; decisions have 0, key maps 1."""


def join(connection: duckdb.DuckDBPyConnection, kind: GoodKind) -> tuple[int, int]:
    """Write `CLUSTER` from the scored pairs, the key maps and the decisions.

    Returns:
        How many components were parted, by a guard or because they were too large, and how many records those have.
    """
    _write_known(connection)
    connection.execute(f"create or replace temp table {EDGE} as {_edge_sql(kind)}")
    connection.execute(f"""
        create or replace temp table {FORCED} as
        select l, r, rule_name, row_number() over (order by rank, weight desc nulls last, l, r) as rank,
            rank = 0 as must
        from {EDGE}
    """)
    _write_components(connection)
    connection.execute(f"create or replace temp table {FORBIDDEN} as {_forbidden_sql(kind)}")
    connection.execute(
        f"create or replace temp table {CLUSTER} as select record_number, record_number as cluster from {RECORD}"
    )
    connection.execute(
        f"create or replace temp table {WITHIN} (l integer, r integer, weight double, component integer)"
    )
    join_and_part(connection, _Limits())
    ((components, records),) = connection.execute(f"""
        select count(*), coalesce(sum(n), 0)
        from (select count(*) as n from {_COMPONENT} inner join {CLUSTER} using (record_number) group by label
            having count(distinct cluster) > 1)
    """).fetchall()
    return int(components), int(records)


@dataclass(frozen=True)
class _Limits:
    """What bounds a group: no pair weighs against another, the edges alone join."""

    cut: float = 0.0
    largest_cluster: int = MAX_COMPONENT


def _write_components(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the component of each record, and what decisions and key maps alone make of it."""
    ((records,),) = connection.execute(f"select count(*) from {RECORD}").fetchall()
    left, right, rank = _columns(connection, f"select l, r, rank from {EDGE} order by l, r")
    known = rank < FIRST_RANK
    found = {
        "record_number": np.arange(records),
        "label": connected(records, left, right),
        "known": connected(records, left[known], right[known]),
    }
    connection.register("identity_labels", table(found))
    connection.execute(f"create or replace temp table {_COMPONENT} as select * from identity_labels")
    connection.unregister("identity_labels")


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[NDArray[np.int64], ...]:
    """Return the columns of a statement as whole numbers."""
    found = connection.execute(sql).fetchnumpy()
    return tuple(np.asarray(column, dtype=np.int64) for column in found.values())


def _write_known(connection: duckdb.DuckDBPyConnection) -> None:
    """Make empty tables where no key map was loaded or no decision written."""
    connection.execute("create schema if not exists run")
    ends = "source_name varchar, record_id varchar, other_source_name varchar, other_record_id varchar"
    connection.execute(f"create table if not exists {KEY_MAP} (entity varchar, {ends})")
    connection.execute(
        f"create table if not exists {IDENTITY_DECISION} (entity varchar, kind varchar, {ends}, decision_id bigint)"
    )


def _edge_sql(kind: GoodKind) -> str:
    """One row per pair that may be joined, by the strongest reason."""
    rules = list(enumerate(kind.rules, start=FIRST_RANK))
    rank = "case " + " ".join(f"when {sided(rule.sql)} then {rank}" for rank, rule in rules) + " end"
    names = " ".join(f"when {rank} then '{rule.name}'" for rank, rule in rules)
    proofs = " or ".join(f"({sided(rule.sql)})" for rule in kind.rules if rule.is_proof) or "false"
    decided = ", ".join(str(rank) for rank, rule in rules if rule.decided_by == "model")
    return f"""
        with ruled as (
            select scored.l, scored.r, {rank} as rank, scored.weight
            from {SCORED} as scored
            inner join {RECORD} as l on scored.l = l.record_number
            inner join {RECORD} as r on scored.r = r.record_number
            where scored.weight >= 0 or coalesce(({proofs}), false)
        ),
        named as (
            select 0 as rank, 'decision' as rule_name, 'steward' as decided_by, decision_id, {_ENDS}
            from {IDENTITY_DECISION} where entity = '{kind.entity}' and kind = 'must_link'
            union all
            select 1, 'key_map', 'rule', null, {_ENDS} from {KEY_MAP} where entity = '{kind.entity}'
        ),
        every as (
            select l, r, rank, case rank {names} end as rule_name,
                case when rank in ({decided}) then 'model' else 'rule' end as decided_by, weight,
                cast(null as bigint) as decision_id
            from ruled where rank is not null
            union all
            select least(one.record_number, other.record_number), greatest(one.record_number, other.record_number),
                named.rank, named.rule_name, named.decided_by, scored.weight, named.decision_id
            from named
            {_join_ends(kind)}
            left join {SCORED} as scored
                on least(one.record_number, other.record_number) = scored.l
                and greatest(one.record_number, other.record_number) = scored.r
            where one.record_number <> other.record_number
        )
        select * from every
        qualify row_number() over (partition by l, r order by rank, decision_id) = 1
        order by rank, weight desc nulls last, l, r
    """


_ENDS = "source_name, record_id, other_source_name, other_record_id"


def _join_ends(kind: GoodKind) -> str:
    """Return the joins from the two names of a decision or key map to the rows that stand for them."""
    return f"""
            inner join {kind.members} as one on named.source_name = one.source_name and named.record_id = one.record_id
            inner join {kind.members} as other
                on named.other_source_name = other.source_name and named.other_record_id = other.record_id"""


def _forbidden_sql(kind: GoodKind) -> str:
    """One row per pair of a component that a guard or a decision forbids; what people joined, no guard parts."""
    return f"""
        select one.record_number as l, other.record_number as r
        from {_COMPONENT} as one
        inner join {_COMPONENT} as other on one.label = other.label and one.record_number < other.record_number
        inner join {RECORD} as l on one.record_number = l.record_number
        inner join {RECORD} as r on other.record_number = r.record_number
        where one.known <> other.known and ({forbidden_sql(kind)})
        union
        select least(one.record_number, other.record_number), greatest(one.record_number, other.record_number)
        from {IDENTITY_DECISION} as named {_join_ends(kind)}
        where named.entity = '{kind.entity}' and named.kind = 'cannot_link'
    """
