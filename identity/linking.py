"""The three links: every source record to the customer, product or supplier that it is.

Belongs here: what other packages call, and the tables that come out. Not here: the rules of one kind of entity.

The key of an entity is made from its founding record: the oldest by `created_at` (unknown is last), then the lowest
source name and id. Where a system keeps no date of birth (variants, suppliers) name and id alone decide. An entity
keeps its key for as long as no older record joins it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity import components, customers, key_map
from identity.components import LABEL, REACHED, RECORD, ComponentReport, Rule
from identity.goods.evidence import GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.running import link_goods
from identity.goods.suppliers import SUPPLIERS
from identity.keys import key_sql
from identity.tables import CUSTOMER_LINK, PARTY_RECORD, require_unique


@dataclass(frozen=True)
class EntitySummary:
    """What the linking of one kind of entity did.

    Args:
        entity: 'customer', 'product' or 'supplier'.
        record_count: Source records, each with exactly one link.
        entity_count: Different keys.
        rule_counts: Records by the rule that placed them; a founding or lone record is 'self'.
        stopped_value_count: Values that were shared too widely to count as evidence.
        cut_component_count: Components that were too large, or that a guard parted.
        cut_record_count: The records in those.
        unmatched_key_count: Rows of key maps that name a record which has not arrived.
    """

    entity: str
    record_count: int
    entity_count: int
    rule_counts: dict[str, int]
    stopped_value_count: int
    cut_component_count: int
    cut_record_count: int
    unmatched_key_count: int = 0

    def __str__(self) -> str:
        """Say it in one line, what the limits did included."""
        text = f"{self.record_count} {self.entity} records are {self.entity_count}"
        if self.stopped_value_count:
            text += f", values shared too widely to count: {self.stopped_value_count}"
        if self.cut_component_count:
            text += f", groups too large or forbidden: {self.cut_component_count} of {self.cut_record_count} records"
        if self.unmatched_key_count:
            text += f", rows of key maps without a record: {self.unmatched_key_count}"
        return text


@dataclass(frozen=True)
class LinkSummary:
    """What a linking did, one summary for each kind of entity."""

    entities: tuple[EntitySummary, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        return "; ".join(str(entity) for entity in self.entities)


@dataclass(frozen=True)
class Kind:
    """What customers are linked by; new are the records that no linking has seen yet."""

    entity: str
    reads: str
    writes: str
    id_column: str
    rules: tuple[Rule, ...]
    scratch: tuple[str, ...]
    find_evidence: Callable[[duckdb.DuckDBPyConnection], int]
    further_columns: str = ""
    columns_of_new: str = ""


_CUSTOMER = Kind(
    "customer",
    PARTY_RECORD,
    CUSTOMER_LINK,
    "party_record_id",
    customers.RULES,
    customers.SCRATCH,
    customers.find_evidence,
    """,
            parent.source_name as evidence_source_name,
            parent.record_id as evidence_record_id,
            greatest(record.created_at, parent.created_at) as linked_since,
            'rule' as decided_by""",
    """,
            record.created_at as linked_since,
            'rule' as decided_by""",
)
KINDS = (_CUSTOMER, PRODUCTS, SUPPLIERS)


def link_parties(connection: duckdb.DuckDBPyConnection) -> LinkSummary:
    """Write `identity.customer_link`: one row per party record, by source name and id.

    Persons and organisations never meet in one customer. `linked_since` is the later `created_at` of the record and
    of the one it was linked by; of a founding record its own. Evidence names rules and record ids, no personal data.

    Args:
        connection: The open work warehouse, with `canonical.party_record`.

    Raises:
        IdentityError: The table is missing or names a record twice.
    """
    return LinkSummary((_link(connection, _CUSTOMER),))


def link_products(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> LinkSummary:
    """Write `identity.product_link`: one row per product variant, by source name and id.

    Args:
        connection: The open work warehouse, with `canonical.product_variant`, after `load_issued`.
        run_at: When (UTC).

    Raises:
        IdentityError: The table is missing or names a variant twice.
    """
    return LinkSummary((_link_goods(connection, PRODUCTS, run_at),))


def link_suppliers(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> LinkSummary:
    """Write `identity.supplier_link`: one row per supplier record, by source name and id.

    Args:
        connection: The open work warehouse, with `canonical.supplier`, after `load_issued`.
        run_at: When (UTC).

    Raises:
        IdentityError: The table is missing or names a supplier twice.
    """
    return LinkSummary((_link_goods(connection, SUPPLIERS, run_at),))


def link_all(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> LinkSummary:
    """Write all three link tables: customers, products, suppliers.

    Args:
        connection: The open work warehouse, with the canonical tables, after `load_issued`.
        run_at: When (UTC).

    Raises:
        IdentityError: A table is missing or names a record twice.
    """
    goods = (_link_goods(connection, kind, run_at) for kind in (PRODUCTS, SUPPLIERS))
    return LinkSummary((_link(connection, _CUSTOMER), *goods))


def _link(connection: duckdb.DuckDBPyConnection, kind: Kind) -> EntitySummary:
    """Find evidence, build components, write the links and count them."""
    require_unique(connection, kind.reads, ("source_name", kind.id_column))
    with _scratch(connection, (*components.SCRATCH, *kind.scratch)):
        stopped = kind.find_evidence(connection)
        unmatched = key_map.add_evidence(connection, kind.entity)
        report = components.build_components(connection)
        schema = kind.writes.partition(".")[0]
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create or replace table {kind.writes} as {_link_sql(kind)}")
    return _summary(connection, kind, stopped, report, unmatched)


def _link_goods(connection: duckdb.DuckDBPyConnection, kind: GoodKind, run_at: datetime) -> EntitySummary:
    """Link products or suppliers, and count the links."""
    found = link_goods(connection, kind, run_at)
    report = ComponentReport(0, *found.parted)
    return _summary(connection, kind, found.stopped, report, found.unmatched)


@contextmanager
def _scratch(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> Iterator[None]:
    """Drop the scratch tables afterwards: they hold personal data."""
    try:
        yield
    finally:
        for table in tables:
            connection.execute(f"drop table if exists temp.{table}")


def _link_sql(kind: Kind) -> str:
    """One row per record: its founding record's key, and the evidence that leads there."""
    ranked = list(enumerate((key_map.RULE, *kind.rules), start=key_map.RANK))
    names = " ".join(f"when {rank} then '{rule.name}'" for rank, rule in ranked)
    phrases = " ".join(f"when {rank} then '{rule.phrase}'" for rank, rule in ranked)
    return f"""
        select
            record.source_name,
            record.record_id as {kind.id_column},
            {key_sql(kind.entity, "founder.source_name", "founder.record_id")} as {kind.entity}_key,
            case reached.rule_rank {names} else 'self' end as rule_name,
            case reached.rule_rank {phrases} end || ' ' || parent.source_name || ':' || parent.record_id as evidence
            {kind.further_columns}
        from {RECORD} as record
        left join {LABEL} as joined on record.record_rank = joined.record_rank
        inner join {RECORD} as founder on founder.record_rank = coalesce(joined.label, record.record_rank)
        left join {REACHED} as reached on record.record_rank = reached.record_rank
        left join {RECORD} as parent on reached.parent_rank = parent.record_rank
        order by record.source_name, record.record_id
    """


def _summary(
    connection: duckdb.DuckDBPyConnection, kind: Kind | GoodKind, stopped: int, report: ComponentReport, unmatched: int
) -> EntitySummary:
    """Count what was written."""
    rule_counts = dict(
        connection.execute(
            f"select rule_name, count(*) from {kind.writes} group by rule_name order by rule_name"
        ).fetchall()
    )
    ((entities,),) = connection.execute(f"select count(distinct {kind.entity}_key) from {kind.writes}").fetchall()
    return EntitySummary(
        entity=kind.entity,
        record_count=sum(rule_counts.values()),
        entity_count=entities,
        rule_counts=rule_counts,
        stopped_value_count=stopped + report.stopped_value_count,
        cut_component_count=report.cut_component_count,
        cut_record_count=report.cut_record_count,
        unmatched_key_count=unmatched,
    )
