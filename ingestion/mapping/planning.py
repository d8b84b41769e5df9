"""What of a system lands for a proposal: its tables and columns, their names, their types, and what they are for.

Only what is placed lands, and what keys and joins need besides. Belongs here: those decisions. Not here: the text of
contracts and staging models that follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ingestion.mapping.canonical_contracts import CanonicalColumn, CanonicalEntity
from ingestion.mapping.column_types import landed_type
from ingestion.mapping.expressions import named_columns
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.names_in_sql import Names, canonical_column, entity_named
from ingestion.mapping.naming import distinct_names, plain_name
from ingestion.mapping.proposal import EntityProposal, Join, Placement, Proposal, Total
from ingestion.mapping.system_profile import ColumnProfile, SystemProfile, TableProfile


@dataclass(frozen=True)
class Use:
    """One canonical column that a source column helps to fill.

    Attributes:
        is_plain: The source column fills it alone, as it stands.
        is_first: It is the one that means the same.
    """

    entity: CanonicalEntity
    column: CanonicalColumn
    is_plain: bool
    is_first: bool


@dataclass
class LandedColumn:
    """A source column that lands.

    Attributes:
        name: Its name from raw on.
        duckdb_type: Its type in raw.
        uses: What it fills.
        is_link: It is part of a key or a join.
    """

    profile: ColumnProfile
    name: str = ""
    duckdb_type: str = "VARCHAR"
    uses: list[Use] = field(default_factory=list)
    is_link: bool = False


@dataclass
class LandedTable:
    """A source table that lands.

    Attributes:
        name: Its name in raw, and that of its contract.
        columns: By their names in the system.
        key: Names, in the system, of the columns that name a row.
        drives: The entities that its rows are.
    """

    profile: TableProfile
    key: tuple[str, ...]
    name: str = ""
    columns: dict[str, LandedColumn] = field(default_factory=dict)
    drives: list[EntityProposal] = field(default_factory=list)


class LandingPlan:
    """Everything that lands of a system for a proposal."""

    def __init__(self, proposal: Proposal, profile: SystemProfile) -> None:
        """Decide what lands.

        Raises:
            MappingError: The proposal names something that is not there.
        """
        self.proposal = proposal
        self.profile = profile
        self.tables: dict[str, LandedTable] = {}
        for entity in proposal.entities:
            self._take(entity)
        self._name_tables()
        for table in self.tables.values():
            self._name_columns(table)
        self._agree_on_joins()

    @cached_property
    def by_entity(self) -> dict[str, list[EntityProposal]]:
        """The parts of each entity, in the order of the proposal."""
        found: dict[str, list[EntityProposal]] = {}
        for entity in self.proposal.entities:
            found.setdefault(entity.entity, []).append(entity)
        return found

    def aliases(self, entity: EntityProposal) -> dict[str, str]:
        """Return what each name in an entity's expressions is called, by its small letters.

        No join is called like the driving table or one of its columns, so that its columns are found in any SQL.
        """
        driving = self.tables[entity.table]
        lenders: list[Join | Total] = [*entity.joins, *entity.totals]
        wished = {it.name.casefold(): plain_name(it.name, self.tables[it.table].name) for it in lenders}
        taken = {driving.name, *(column.name for column in driving.columns.values())}
        taken |= {self.tables[total.table].name for total in entity.totals}
        return {entity.table.casefold(): driving.name} | distinct_names(wished, "rows", taken)

    def must_be_filled(self, entity: EntityProposal, placement: Placement) -> bool:
        """Say whether an amount that no release can do without may be missing: it counts as nothing then.

        A row of which it is missing is refused as long as the system always has it; what is null today, or comes from
        another table, may be null tomorrow.
        """
        canonical = entity_named(entity.entity)
        if placement.column != canonical.measure or placement.column not in canonical.always_filled:
            return False
        names = self.names_of(entity)
        found = [names.column(name, column) for name, column in named_columns(placement.expression)]
        may_lack = any(
            table != entity.table or self.profile.by_name[table].by_name[column].null_share > 0
            for table, column in found
        )
        return may_lack and not placement.expression.lower().startswith("coalesce(")

    def names_of(self, entity: EntityProposal) -> Names:
        """Return what the names in an entity's expressions stand for."""
        return Names(entity, self.profile)

    def _take(self, entity: EntityProposal) -> None:
        names = self.names_of(entity)
        canonical = entity_named(entity.entity)
        self._table(entity.table, _key_of(entity, names)).drives.append(entity)
        for join in entity.joins:
            self._take_join(join, names)
        for total in entity.totals:
            self._take_total(entity, total, names)
        for placement in entity.placements:
            self._take_placement(placement, canonical, names)
        for table, column in names.columns(entity.where or ""):
            self._column(table, column)

    def _take_total(self, entity: EntityProposal, total: Total, names: Names) -> None:
        """What is summed up of a table; where nobody knows what names a row of it, the whole row does."""
        self._table(total.table, tuple(column.name for column in self.profile.by_name[total.table].columns))
        for own, theirs in zip(total.own_columns, total.their_columns, strict=True):
            self._column(*names.column(entity.table, own)).is_link = True
            self._column(total.table, theirs).is_link = True

    def _take_join(self, join: Join, names: Names) -> None:
        self._table(join.table, join.their_columns)
        for own, theirs in zip(join.own_columns, join.their_columns, strict=True):
            self._column(*names.column(join.from_name, own)).is_link = True
            self._column(*names.column(join.name, theirs)).is_link = True

    def _take_placement(self, placement: Placement, entity: CanonicalEntity, names: Names) -> None:
        column = canonical_column(entity, placement.column)
        for number, (table, found) in enumerate(names.columns(placement.expression)):
            is_first = f"{table}.{found}" == placement.sources[0] if placement.sources else number == 0
            plain = is_reference(placement.expression)
            self._column(table, found).uses.append(Use(entity, column, plain, is_first))

    def _table(self, name: str, key: tuple[str, ...]) -> LandedTable:
        if name not in self.tables:
            profile = self.profile.by_name[name]
            self.tables[name] = LandedTable(profile, profile.primary_key or key)
            for column in self.tables[name].key:
                self._column(name, column).is_link = True
        return self.tables[name]

    def _column(self, table: str, column: str) -> LandedColumn:
        landed = self.tables[table]
        if column not in landed.columns:
            landed.columns[column] = LandedColumn(landed.profile.by_name[column])
        return landed.columns[column]

    def _name_tables(self) -> None:
        wished = {
            name: plain_name(name, table.drives[0].entity if table.drives else f"table_{number}")
            for number, (name, table) in enumerate(self.tables.items(), start=1)
        }
        for name, given in distinct_names(wished, "rows").items():
            self.tables[name].name = given

    def _name_columns(self, table: LandedTable) -> None:
        order = [column.name for column in table.profile.columns]
        table.columns = {name: table.columns[name] for name in order if name in table.columns}
        wished = {}
        for number, name in enumerate(order, start=1):
            if name in table.columns:
                first = next((use.column.name for use in table.columns[name].uses if use.is_plain), f"column_{number}")
                wished[name] = plain_name(name, first)
        for name, given in distinct_names(wished, "value").items():
            column = table.columns[name]
            targets = {use.column for use in column.uses}
            column.name = given
            is_text = all(use.is_plain and use.column.duckdb_type == "varchar" for use in column.uses)
            column.duckdb_type = landed_type(column.profile, targets, is_text=is_text)

    def _agree_on_joins(self) -> None:
        """Make both columns of a join text, unless they are of one type."""
        for pair in self._joined_columns():
            if len({column.duckdb_type for column in pair}) > 1:
                for column in pair:
                    column.duckdb_type = "VARCHAR"

    def _joined_columns(self) -> Iterator[tuple[LandedColumn, LandedColumn]]:
        for entity in self.proposal.entities:
            names = self.names_of(entity)
            for join in entity.joins:
                for own, theirs in zip(join.own_columns, join.their_columns, strict=True):
                    left, right = names.column(join.from_name, own), names.column(join.name, theirs)
                    yield self._column(*left), self._column(*right)
            for total in entity.totals:
                for own, theirs in zip(total.own_columns, total.their_columns, strict=True):
                    yield self._column(*names.column(entity.table, own)), self._column(total.table, theirs)


def is_reference(expression: str) -> bool:
    """Say whether an expression is one `name.column` and nothing else."""
    found = named_columns(expression)
    if len(found) != 1:
        return False
    written = expression.strip().replace('"', "")
    return written == ".".join(found[0])


def _key_of(entity: EntityProposal, names: Names) -> tuple[str, ...]:
    """The driving table's columns in the entity's id, for a table of which nobody knows the key."""
    id_column = entity_named(entity.entity).id_column
    placed = next((it.expression for it in entity.placements if it.column == id_column), "")
    key = tuple(column for table, column in names.columns(placed) if table == entity.table)
    if not key and not names.profile.by_name[entity.table].primary_key:
        raise MappingError(
            f"no column names a row of the table {entity.table!r}.",
            where=entity.entity,
            todo=f"Place a column as {id_column}, or leave the entity out.",
        )
    return key
