"""Whether the SQL of a mapping can be what it is said to be: asked of DuckDB, over empty tables of the system's types.

Belongs here: types of expressions, and which may become which. Not here: where a wrong one was written down.
"""

from __future__ import annotations

import re
from types import TracebackType

import duckdb

from ingestion.mapping.canonical_contracts import CanonicalColumn
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.names_in_sql import Names
from ingestion.mapping.proposal import EntityProposal, Total
from ingestion.mapping.sample_values import shown_values
from ingestion.mapping.system_profile import SystemProfile
from warehouse.connections import one_line, quoted

_STATEMENT = re.compile(r";|--|/\*|\bselect\b", re.IGNORECASE)
_TEXT = "VARCHAR"
_NO_TEXT_NEEDED = frozenset({"varchar"})
_FAMILIES = {
    "date": {"DATE", "TIMESTAMP"},
    "timestamp": {"DATE", "TIMESTAMP"},
    "boolean": {"BOOLEAN", "BIGINT", "INTEGER"},
}
_NUMBERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "DECIMAL", "DOUBLE", "FLOAT")
_NULL = '"NULL"'


class EmptySystem:
    """The tables of a system without rows, in a DuckDB of their own."""

    def __init__(self, profile: SystemProfile) -> None:
        """Make the tables."""
        self.profile = profile
        self.connection = duckdb.connect()
        for table in profile.tables:
            columns = ", ".join(f"{quoted(column.name)} {column.value_type}" for column in table.columns)
            self.connection.execute(f"create table {quoted(table.name)} ({columns})")

    def __enter__(self) -> EmptySystem:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Throw the tables away."""
        self.connection.close()

    def check(self, entity: EntityProposal, expression: str, column: CanonicalColumn) -> None:
        """Refuse an expression that cannot become a canonical column.

        Raises:
            MappingError: It names what is not there, is no SQL, or has a type that cannot become the column's.
        """
        found = self.type_of(entity, expression)
        if not may_become(found, column.duckdb_type):
            seen = self._seen(entity, expression)
            raise MappingError(
                f"{found.lower()} cannot become {column.name}, which is {column.duckdb_type}{seen}.",
                todo="Choose another column, or write `sql: cast(…)`.",
            )

    def check_condition(self, entity: EntityProposal) -> None:
        """Refuse a condition on an entity's rows that is none.

        Raises:
            MappingError: It names what is not there, is no SQL, or is neither true nor false.
        """
        if entity.where is not None and self.type_of(entity, entity.where) != "BOOLEAN":
            raise MappingError("the condition is neither true nor false.", todo="Compare something in it.")

    def check_totals(self, entity: EntityProposal) -> bool:
        """Refuse a total that cannot be made.

        Raises:
            MappingError: It names what is not there, or is no aggregate.
        """
        names = Names(entity, self.profile)
        for total in entity.totals:
            names.summed(total)
            for own, theirs in zip(total.own_columns, total.their_columns, strict=True):
                names.column(entity.table, own)
                names.inside(total, total.table, theirs)
        self.type_of(entity, "true")
        return True

    def type_of(self, entity: EntityProposal, expression: str) -> str:
        """Return the type of an expression.

        Raises:
            MappingError: It names what is not there, or is no SQL.
        """
        if _STATEMENT.search(_without_texts(expression)):
            raise MappingError("this is more than one expression.", todo="Leave out select, semicolons and comments.")
        Names(entity, self.profile).columns(expression)
        joined = "".join(f" left join {quoted(join.table)} as {quoted(join.name)} on true" for join in entity.joins)
        joined += "".join(f" left join {_summed(total)} as {quoted(total.name)} on true" for total in entity.totals)
        sql = f"select {expression} as value from {quoted(entity.table)}{joined}"
        try:
            row = self.connection.execute(f"describe {sql}").fetchone()
        except duckdb.Error as error:
            raise MappingError(f"this is no SQL here: {one_line(error).rstrip('.')}.", todo="Correct it.") from error
        return str(row[1]) if row else _TEXT

    def _seen(self, entity: EntityProposal, expression: str) -> str:
        """A value of the one column that was chosen, where it names nobody."""
        found = Names(entity, self.profile).columns(expression)
        if len(found) != 1:
            return ""
        [(table, column)] = found
        values = shown_values(self.profile.by_name[table].by_name[column], 2)
        return f"; it holds values such as {', '.join(values)}" if values else ""


def may_become(found: str, wanted: str) -> bool:
    """Say whether values of a type can be cast to a canonical type without a value being lost.

    Args:
        found: DuckDB's name of a type.
        wanted: The type of a canonical column, such as `decimal(18, 4)`.
    """
    family = wanted.split("(")[0]
    if family in _NO_TEXT_NEEDED or found == _NULL:
        return True
    base = found.split("(")[0].replace(" WITH TIME ZONE", "")
    if family in _FAMILIES:
        return base in _FAMILIES[family]
    return base.startswith(_NUMBERS)


def _summed(total: Total) -> str:
    sums = ", ".join(f"{sql} as {quoted(name)}" for name, sql in total.sums)
    return f"(select {sums} from {quoted(total.table)})"


def _without_texts(expression: str) -> str:
    return re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", "", expression)
