"""What an unknown system holds: its tables, their columns, keys and references, as values.

Belongs here: the shape that looking fills and proposing and writing read. Not here: how it is found out (looking), and
what it means (proposing).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ingestion.connectors.files.sheets.finder import FoundTable


@dataclass(frozen=True)
class ColumnProfile:
    """One column and what its values look like; shares are fractions of the values that are there.

    Attributes:
        name: Its name in the system.
        declared_type: The type that the system declares; empty where it declares none.
        value_type: The DuckDB type that all but 1 % of its values have; expressions of a proposal take it to be this.
        date_format: Form of its days and times, in the signs of strptime, where it is not ISO 8601.
        null_share: Share of rows without a value; empty text is none.
        distinct_share: Different values as a share of the rows that have one.
        distinct_count: How many different values there are in the rows that were looked at.
        smallest: Smallest value as text (of numbers and days by their order).
        largest: Largest value as text.
        frequent: The most frequent values with their counts, at most 40.
        shares: Share of values per pattern, such as `email` or `currency`; see value_patterns.
        most_decimals: Most digits behind the point.
        longest: Characters of the longest value.
    """

    name: str
    declared_type: str = ""
    value_type: str = "VARCHAR"
    date_format: str | None = None
    null_share: float = 0.0
    distinct_share: float = 0.0
    distinct_count: int = 0
    smallest: str | None = None
    largest: str | None = None
    frequent: tuple[tuple[str, int], ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    most_decimals: int = 0
    longest: int = 0
    is_unique: bool = False

    def share(self, pattern: str) -> float:
        """Return the share of values of a pattern."""
        return self.shares.get(pattern, 0.0)

    @property
    def is_empty(self) -> bool:
        """No row has a value."""
        return self.distinct_count == 0

    @property
    def is_number(self) -> bool:
        """Its values are numbers."""
        return self.value_type == "BIGINT" or self.value_type.startswith("DECIMAL") or self.value_type == "DOUBLE"

    @property
    def is_moment(self) -> bool:
        """Its values are days or times."""
        return self.value_type in {"DATE", "TIMESTAMP"}


@dataclass(frozen=True)
class Reference:
    """Columns of a table that name a row of another one.

    Attributes:
        table: The table that refers.
        columns: Its columns.
        to_table: The table that is referred to.
        to_columns: Its columns, unique together.
        is_declared: The system itself says so.
        confidence: How sure it is (0 to 1).
        reason: Why it is taken to be one.
    """

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    is_declared: bool
    confidence: float
    reason: str


@dataclass(frozen=True)
class TableProfile:
    """One table, or one sheet or kind of file.

    Attributes:
        name: Its name in the system; that of a file without its date and ending.
        row_count: Rows in the system.
        looked_at_count: Rows that were looked at.
        columns: In the system's order.
        primary_key: What the system declares, else the likeliest key; empty where none is unique.
        is_key_declared: The system itself says so.
        file_name: The latest file that it is read from; None for a table of a database.
        sheet: The sheet of that file; None where it is no workbook.
        found: Where it stands in that file, and what a contract must say of it; None where that goes without saying.
    """

    name: str
    row_count: int
    looked_at_count: int
    columns: tuple[ColumnProfile, ...]
    primary_key: tuple[str, ...] = ()
    is_key_declared: bool = False
    file_name: str | None = None
    sheet: str | None = None
    found: FoundTable | None = None

    @cached_property
    def by_name(self) -> dict[str, ColumnProfile]:
        """Its columns by their names."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class SystemProfile:
    """Everything that was found out about one system.

    Attributes:
        label_currencies: Table and column of currencies in which no amount is: articles cost the same in all of them.
    """

    system: str
    tables: tuple[TableProfile, ...]
    references: tuple[Reference, ...] = ()
    label_currencies: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def by_name(self) -> dict[str, TableProfile]:
        """Its tables by their names."""
        return {table.name: table for table in self.tables}

    def references_of(self, table: str) -> tuple[Reference, ...]:
        """Return the references that a table holds."""
        return tuple(reference for reference in self.references if reference.table == table)

    def references_to(self, table: str) -> tuple[Reference, ...]:
        """Return the references that others hold to a table."""
        return tuple(reference for reference in self.references if reference.to_table == table)
