"""Staging models of an unknown system: one per entity that it feeds, as SQL, and the file that describes them.

Belongs here: the text of models. Not here: what lands (planning), and where the files are written.
"""

from __future__ import annotations

from typing import Any

from ingestion.mapping.canonical_contracts import CanonicalColumn
from ingestion.mapping.contract_texts import row_meaning
from ingestion.mapping.expressions import renamed
from ingestion.mapping.names_in_sql import entity_named
from ingestion.mapping.naming import distinct_names
from ingestion.mapping.planning import LandingPlan
from ingestion.mapping.proposal import EntityProposal, Join, Placement, Total
from ingestion.mapping.sql_lines import in_lines
from ingestion.mapping.yaml_texts import yaml_text

_WIDTH, _INDENT = 120, 8
_IMPORT = "{name} as (\n\n    select * from {{{{ ref('base_{vendor}__{table}') }}}}\n\n)"
_TOTAL = "{name} as (\n\n    select\n        {columns}\n    from {table}\n    group by {keys}\n\n)"
_PART = "{name} as (\n\n    select\n        {columns}\n    from {driving}{joins}{where}\n\n)"


def staging_sql(plan: LandingPlan, entity: str, vendor: str) -> str:
    """Return the staging model of one entity.

    Args:
        plan: Everything that lands.
        entity: The canonical entity.
        vendor: Name of the vendor.
    """
    parts = [_Part(plan, part, vendor) for part in plan.by_entity[entity]]
    imports: dict[str, str] = {}
    for part in parts:
        imports |= part.imports
    texts = [_IMPORT.format(name=name, vendor=vendor, table=table) for name, table in imports.items()]
    texts += [total for part in parts for total in part.totals]
    if len(parts) == 1:
        texts.append(parts[0].text("final"))
    else:
        wished = {str(number): f"of_{part.driving}" for number, part in enumerate(parts)}
        names = distinct_names(wished, "rows", imports).values()
        texts += [part.text(name) for part, name in zip(parts, names, strict=True)]
        united = "\n    union all\n".join(f"    select * from {name}" for name in names)
        texts.append(f"final as (\n\n{united}\n\n)")
    return "with " + ",\n\n".join(texts) + "\n\nselect * from final\n"


def staging_yaml(plan: LandingPlan, vendor: str) -> str:
    """Return the file that describes a vendor's staging models."""
    models = [_model(plan, entity, vendor) for entity in sorted(plan.by_entity)]
    document = {"version": 2, "models": models}
    return yaml_text(document)


def model_name(entity: str, vendor: str) -> str:
    """Return the name of a vendor's staging model."""
    return f"stg_{vendor}__{entity}"


def _model(plan: LandingPlan, entity: str, vendor: str) -> dict[str, Any]:
    canonical = entity_named(entity)
    grain = ["source_name", canonical.id_column]
    tables = " and of ".join(dict.fromkeys(part.table for part in plan.by_entity[entity]))
    return {
        "name": model_name(entity, vendor),
        "description": f"{row_meaning(canonical)} Rows of {tables}.",
        "config": {"meta": {"grain": grain}},
        "data_tests": [{"holds": {"arguments": {"grain": grain, "not_null": [canonical.id_column]}}}],
    }


class _Part:
    """The rows of an entity that come from one table."""

    def __init__(self, plan: LandingPlan, entity: EntityProposal, vendor: str) -> None:
        self.plan, self.entity, self.vendor = plan, entity, vendor
        self.canonical = entity_named(entity.entity)
        self.names = plan.names_of(entity)
        self.driving = plan.tables[entity.table].name
        self.aliases = plan.aliases(entity)

    @property
    def imports(self) -> dict[str, str]:
        """The tables that are read, each with the name that it has here."""
        joined = {self.aliases[join.name.casefold()]: self.plan.tables[join.table].name for join in self.entity.joins}
        summed = {
            self.plan.tables[total.table].name: self.plan.tables[total.table].name for total in self.entity.totals
        }
        return {self.driving: self.driving} | joined | summed

    @property
    def totals(self) -> list[str]:
        """The parts of the query that sum up other tables."""
        return [self._total(total) for total in self.entity.totals]

    def _total(self, total: Total) -> str:
        table = self.plan.tables[total.table]
        keys = ["source_name", *(table.columns[column].name for column in total.their_columns)]

        def of_table(name: str, column: str) -> str:
            return table.columns[self.names.inside(total, name, column)].name

        sums = [
            f"{in_lines(renamed(sql, of_table), _INDENT, _WIDTH - _INDENT - len(name) - 5)} as {name}"
            for name, sql in total.sums
        ]
        return _TOTAL.format(
            name=self.aliases[total.name.casefold()],
            columns=",\n        ".join([*keys, *sums]),
            table=table.name,
            keys=", ".join(keys),
        )

    def text(self, name: str) -> str:
        """Return the query of this part under a name."""
        where = f"\n    where {self._sql(self.entity.where)}" if self.entity.where else ""
        return _PART.format(
            name=name,
            columns=",\n        ".join(self._column(column) for column in self.canonical.columns),
            driving=self.driving,
            joins="".join(self._joins()),
            where=where,
        )

    def _column(self, column: CanonicalColumn) -> str:
        sql = self._value(column)
        if sql.rsplit(".", 1)[-1] == column.name and sql.replace(".", "").isidentifier():
            return sql
        ending = f" as {column.name}"
        return in_lines(sql, _INDENT, _WIDTH - _INDENT - len(ending) - 1) + ending

    def _value(self, column: CanonicalColumn) -> str:
        placed = next((it for it in self.entity.placements if it.column == column.name), None)
        own = self._own
        follows = {
            "source_name": own("source_name"),
            "vendor": f"'{self.vendor}'",
            "updated_at": own("_extracted_at"),
            "is_deleted": own("_is_deleted"),
            "batch_id": own("_batch_id"),
        }
        if placed is None:
            return follows.get(column.name, f"cast(null as {column.duckdb_type})")
        return self._placed(column, placed, follows)

    def _placed(self, column: CanonicalColumn, placed: Placement, follows: dict[str, str]) -> str:
        sql = self._sql(placed.expression)
        if column.name == "updated_at":
            return f"coalesce({sql}, {follows['updated_at']})"
        if column.name == "is_deleted":
            return f"coalesce({sql}, false) or {follows['is_deleted']}"
        return f"coalesce({sql}, 0)" if self.plan.must_be_filled(self.entity, placed) else sql

    def _own(self, name: str) -> str:
        return f"{self.driving}.{name}" if self.is_joined else name

    @property
    def is_joined(self) -> bool:
        """Other tables lend columns, so that each says whose it is."""
        return bool(self.entity.joins or self.entity.totals)

    def _sql(self, expression: str) -> str:
        return renamed(expression, self._there)

    def _there(self, name: str, column: str) -> str:
        """A column of the system as it stands in this model."""
        if self.names.is_total(name, column):
            return f"{self.aliases[name.casefold()]}.{column}"
        table, found = self.names.column(name, column)
        landed = self.plan.tables[table].columns[found].name
        return f"{self.aliases[name.casefold()]}.{landed}" if self.is_joined else landed

    def _joins(self) -> list[str]:
        return [self._join(join) for join in self.entity.joins] + [self._join_total(it) for it in self.entity.totals]

    def _join(self, join: Join) -> str:
        name, above = self.aliases[join.name.casefold()], self.aliases[join.from_name.casefold()]
        pairs = zip(join.own_columns, join.their_columns, strict=True)
        conditions = [f"{above}.source_name = {name}.source_name"]
        conditions += [f"{self._there(join.from_name, own)} = {self._there(join.name, it)}" for own, it in pairs]
        return self._left_join(name, conditions)

    def _join_total(self, total: Total) -> str:
        name, table = self.aliases[total.name.casefold()], self.plan.tables[total.table]
        pairs = zip(total.own_columns, total.their_columns, strict=True)
        conditions = [f"{self.driving}.source_name = {name}.source_name"]
        conditions += [f"{self._there(self.entity.table, own)} = {name}.{table.columns[it].name}" for own, it in pairs]
        return self._left_join(name, conditions)

    @staticmethod
    def _left_join(name: str, conditions: list[str]) -> str:
        flat = f"\n        on {' and '.join(conditions)}"
        if len(flat) > _WIDTH:
            flat = "\n        on\n            " + "\n            and ".join(conditions)
        return f"\n    left join {name}{flat}"
