"""What the names in a mapping stand for: entities, canonical columns, and tables and columns of the system.

Belongs here: finding them, and saying what there is where one is not. Not here: what is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.mapping.canonical_contracts import CanonicalColumn, CanonicalEntity, canonical_entities
from ingestion.mapping.expressions import named_columns
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.proposal import EntityProposal, Total
from ingestion.mapping.system_profile import SystemProfile

_SHOWN = 12


class Names:
    """What the names in an entity's expressions stand for."""

    def __init__(self, entity: EntityProposal, profile: SystemProfile) -> None:
        """Find the tables of an entity.

        Raises:
            MappingError: There is no such table.
        """
        self.profile = profile
        self.tables = {entity.table.casefold(): entity.table} | {
            join.name.casefold(): join.table for join in entity.joins
        }
        self.totals = {total.name.casefold(): total for total in entity.totals}
        self.known = [entity.table, *(join.name for join in entity.joins), *(total.name for total in entity.totals)]
        lent = [total.table for total in entity.totals]
        for name in dict.fromkeys([*self.tables.values(), *lent]):
            if name not in profile.by_name:
                raise MappingError(
                    f"the system has no table {name!r}.", where=entity.entity, todo=_one_of(profile.by_name)
                )

    def columns(self, expression: str) -> list[tuple[str, str]]:
        """Return table and column of everything that an expression needs, each once; what totals sum up among it.

        Raises:
            MappingError: It names something that is not there.
        """
        found: list[tuple[str, str]] = []
        for name, column in named_columns(expression):
            if self.is_total(name, column):
                found += self.summed(self.totals[name.casefold()])
            else:
                found.append(self.column(name, column))
        return list(dict.fromkeys(found))

    def summed(self, total: Total) -> list[tuple[str, str]]:
        """Return table and column of everything that a total sums up.

        Raises:
            MappingError: A sum names something that is not in the total's table.
        """
        inner = Names(EntityProposal("", total.table, (), 1.0, ""), self.profile)
        return [found for _, sql in total.sums for found in inner.columns(sql)]

    def inside(self, total: Total, name: str, column: str) -> str:
        """Return a column of a total's table, as the system has it.

        Raises:
            MappingError: The table has no such column, or the name is not its own.
        """
        return Names(EntityProposal("", total.table, (), 1.0, ""), self.profile).column(name, column)[1]

    def is_total(self, name: str, column: str) -> bool:
        """Say whether `name.column` is a sum of a total.

        Raises:
            MappingError: The total has no such sum.
        """
        total = self.totals.get(name.casefold())
        if total and column not in dict(total.sums):
            raise MappingError(f"{name!r} has no sum {column!r}.", todo=_one_of(dict(total.sums)))
        return total is not None

    def column(self, name: str, column: str) -> tuple[str, str]:
        """Return table and column, as the system has them, of `name.column`.

        Raises:
            MappingError: No table or join has this name, or it has no such column.
        """
        table = self.tables.get(name.casefold())
        if table is None:
            raise MappingError(f"{name!r} is no table or join of this entity.", todo=_one_of(self.known))
        columns = self.profile.by_name[table].by_name
        if column in columns:
            return table, column
        found = next((known for known in columns if known.casefold() == column.casefold()), None)
        if found is None:
            raise MappingError(f"the table {table!r} has no column {column!r}.", todo=_one_of(columns))
        return table, found


def entity_named(name: str) -> CanonicalEntity:
    """Return a canonical entity.

    Raises:
        MappingError: There is none of this name.
    """
    entities = canonical_entities()
    if name not in entities:
        raise MappingError(f"there is no canonical entity {name!r}.", todo=_one_of(sorted(entities)))
    return entities[name]


def canonical_column(entity: CanonicalEntity, name: str) -> CanonicalColumn:
    """Return a column of an entity that a system can fill.

    Raises:
        MappingError: It has no such column.
    """
    found = next((column for column in entity.mapped_columns if column.name == name), None)
    if found is None:
        raise MappingError(
            f"{entity.name} has no column {name!r}.", todo=_one_of(column.name for column in entity.mapped_columns)
        )
    return found


def _one_of(names: Iterable[str]) -> str:
    listed = list(names)
    shown = ", ".join(listed[:_SHOWN])
    return f"There are: {shown}{' …' if len(listed) > _SHOWN else ''}." if listed else "There is none."
