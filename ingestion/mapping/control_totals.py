"""Controls of an unknown system: what each table's rows must add up to in the entity that they become.

Belongs here: a control from a proposed entity. Not here: how controls are computed (raw) and compared (dbt).
"""

from __future__ import annotations

from typing import Any

from ingestion.mapping.expressions import named_columns, renamed
from ingestion.mapping.names_in_sql import entity_named
from ingestion.mapping.planning import LandingPlan
from ingestion.mapping.proposal import EntityProposal, Join, Total
from warehouse.connections import quoted


def control_of(plan: LandingPlan, entity: EntityProposal) -> dict[str, Any]:
    """Return the control that a table's contract holds for one of the entities that its rows are."""
    canonical = entity_named(entity.entity)
    placed = {placement.column: placement.expression for placement in entity.placements}
    sql = {
        "amount": placed.get(canonical.measure or ""),
        "date": placed.get(canonical.day or ""),
        "currency": placed.get(canonical.currency or ""),
        "where": entity.where,
    }
    used = [expression for expression in sql.values() if expression]
    control: dict[str, Any] = {"entity": entity.entity}
    control |= {name: control_sql(plan, entity, expression) for name, expression in sql.items() if expression}
    measured = next((it for it in entity.placements if it.column == canonical.measure), None)
    if measured and plan.must_be_filled(entity, measured):
        control["amount"] = f"coalesce({control['amount']}, 0)"
    if "date" in control and not control["date"].endswith(" as date)"):
        control["date"] = f"cast({control['date']} as date)"
    aliases = plan.aliases(entity)
    joins = {aliases[join.name.casefold()]: _joined(plan, entity, join) for join in _needed_joins(entity, used)}
    named = {name.casefold() for expression in used for name, _ in named_columns(expression)}
    joins |= {
        aliases[total.name.casefold()]: _summed(plan, entity, total)
        for total in entity.totals
        if total.name.casefold() in named
    }
    return control | ({"joins": joins} if joins else {})


def control_sql(plan: LandingPlan, entity: EntityProposal, expression: str) -> str:
    """Return an expression over the columns of the driving table and those of joins as `name.column`."""
    names = plan.names_of(entity)
    aliases = plan.aliases(entity)

    def in_control(name: str, column: str) -> str:
        if names.is_total(name, column):
            return f"{aliases[name.casefold()]}.{column}"
        table, found = names.column(name, column)
        landed = plan.tables[table].columns[found].name
        is_own = name.casefold() == entity.table.casefold()
        return landed if is_own else f"{aliases[name.casefold()]}.{landed}"

    return " ".join(renamed(expression, in_control).split())


def _needed_joins(entity: EntityProposal, expressions: list[str]) -> list[Join]:
    """The joins that these expressions name, and those that they hang on, in the order of the proposal."""
    wanted = {name.casefold() for expression in expressions for name, _ in named_columns(expression)}
    for join in reversed(entity.joins):
        if join.name.casefold() in wanted:
            wanted.add(join.from_name.casefold())
    return [join for join in entity.joins if join.name.casefold() in wanted]


def _joined(plan: LandingPlan, entity: EntityProposal, join: Join) -> dict[str, Any]:
    table = plan.tables[join.table]
    own = [control_sql(plan, entity, f"{quoted(join.from_name)}.{quoted(column)}") for column in join.own_columns]
    found = {"table": table.name, "key": _together(own)}
    if join.their_columns != table.key:
        found["their"] = _together([table.columns[column].name for column in join.their_columns])
    elif len(table.key) > 1:
        found["their"] = _together([table.columns[column].name for column in table.key])
    return found


def _summed(plan: LandingPlan, entity: EntityProposal, total: Total) -> dict[str, Any]:
    table = plan.tables[total.table]
    names = plan.names_of(entity)

    def of_table(name: str, column: str) -> str:
        return table.columns[names.inside(total, name, column)].name

    own = [control_sql(plan, entity, f"{quoted(entity.table)}.{quoted(column)}") for column in total.own_columns]
    return {
        "table": table.name,
        "key": _together(own),
        "their": _together([table.columns[column].name for column in total.their_columns]),
        "sums": {name: renamed(sql, of_table) for name, sql in total.sums},
    }


def _together(columns: list[str]) -> str:
    return columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
