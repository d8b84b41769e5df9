"""A proposed mapping of an unknown system onto the canonical entities.

Belongs here: the shape that looking, deciding, writing and the spreadsheet agree on. Not here: how any of them works.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Join:
    """A table that lends an entity its columns; no row of the driving table is repeated or lost by it.

    Attributes:
        name: What the expressions call it.
        table: The table of the system.
        own_columns: Columns of `from_name` that refer to it, in the order of `their_columns`.
        their_columns: Its columns, unique together.
        from_name: The table or join that refers to it; the driving table by its own name.
    """

    name: str
    table: str
    own_columns: tuple[str, ...]
    their_columns: tuple[str, ...]
    from_name: str


@dataclass(frozen=True)
class Total:
    """A table with several rows for one of the entity's, which lends what they come to together.

    Attributes:
        name: What the expressions call it.
        table: The table of the system.
        own_columns: Columns of the driving table that its rows name, in the order of `their_columns`.
        their_columns: Its columns; it is grouped by them.
        sums: Names of columns, and the aggregate that each is, such as `sum(…)`: SQL over the table by its own name.
    """

    name: str
    table: str
    own_columns: tuple[str, ...]
    their_columns: tuple[str, ...]
    sums: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Placement:
    """One canonical column and what of the system fills it.

    Attributes:
        column: The canonical column.
        sources: The source columns that it is made of, as `table.column`; the first is the one that means the same.
        expression: SQL over `name.column` of the driving table, the joins and the totals; often the plain column.
        confidence: How sure the mapper is (0 to 1).
        reason: Why, in words that someone who knows the system can judge.
    """

    column: str
    sources: tuple[str, ...]
    expression: str
    confidence: float
    reason: str


@dataclass(frozen=True)
class EntityProposal:
    """One canonical entity and the table whose rows it is.

    Attributes:
        entity: The canonical entity.
        table: The driving table: one of its rows is one of the entity's, but for those that `where` leaves out.
        where: SQL over the driving table and the joins; None takes every row.
    """

    entity: str
    table: str
    placements: tuple[Placement, ...]
    confidence: float
    reason: str
    joins: tuple[Join, ...] = ()
    where: str | None = None
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True)
class Unplaced:
    """A table (column is None) or column that the mapper could place nowhere, and why."""

    table: str
    column: str | None
    reason: str


@dataclass(frozen=True)
class Proposal:
    """Everything that is proposed for one system."""

    system: str
    entities: tuple[EntityProposal, ...]
    unplaced: tuple[Unplaced, ...] = field(default=())
