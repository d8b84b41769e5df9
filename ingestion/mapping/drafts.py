"""An entity while it is being proposed: its table, and the columns that have been placed so far.

Belongs here: adding placements, and the joins that they need. Not here: which there are (placing, deriving, amounts).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.mapping.choosing import Candidate
from ingestion.mapping.columns_sql import column_sql, key_sql
from ingestion.mapping.minor_units import FACTOR
from ingestion.mapping.placing import Looked, Placed
from ingestion.mapping.proposal import EntityProposal, Join, Placement, Total
from ingestion.mapping.reaching import Place


@dataclass
class Draft:
    """What is proposed for one entity so far.

    Attributes:
        looked: The system, and which table is which entity.
        candidate: The table, and the columns that its names and values speak for.
        all_candidates: Those of every entity.
        key: Columns that tell the entity's rows apart.
        placements: By canonical column.
    """

    looked: Looked
    candidate: Candidate
    all_candidates: dict[str, Candidate]
    group_currency: str
    key: tuple[str, ...]
    placements: dict[str, Placement] = field(default_factory=dict)
    joins: dict[str, Join] = field(default_factory=dict)
    totals: dict[str, Total] = field(default_factory=dict)
    where: str | None = None

    @property
    def entity(self) -> str:
        """The entity's name."""
        return self.candidate.words.entity

    @property
    def table(self) -> str:
        """Name of the driving table."""
        return self.candidate.table.name

    def placed(self, column: str) -> Placed | None:
        """Return where a canonical or helping column stands."""
        return self.candidate.placed.get(column)

    def sql(self, placed: Placed) -> str:
        """Return the SQL of a placed column, and see to its joins."""
        if placed.place.gathered:
            self._gather(placed)
        self.use(placed.place)
        sql = column_sql(placed.place.name, placed.column.name)
        return f"{sql} * {FACTOR}" if self.is_in_cents(placed) else sql

    def is_in_cents(self, placed: Placed) -> bool:
        """Say whether a column holds amounts as whole numbers of cents."""
        return (placed.place.table.name, placed.column.name) in self.looked.in_cents

    def _gather(self, placed: Placed) -> None:
        """Take a column of the one row that counts of several."""
        table, gathered, name = placed.place.table.name, placed.place.gathered, placed.place.name
        if gathered is None:
            return
        known = self.totals.get(name)
        taken = (placed.column.name, gathered.sql(column_sql(table, placed.column.name)))
        sums = (*(known.sums if known else ()), taken)
        total = Total(name, table, gathered.own_columns, gathered.their_columns, tuple(dict.fromkeys(sums)))
        self.totals[name] = total

    def use(self, place: Place) -> None:
        """Take the joins that lead to a table."""
        self.joins |= {join.name: join for join in place.joins}

    def key_sql(self) -> str:
        """Return the SQL of the entity's own id."""
        return key_sql(self.table, self.key)

    def key_sources(self) -> tuple[str, ...]:
        """Return the columns of the entity's own id."""
        return tuple(f"{self.table}.{column}" for column in self.key)

    def put(self, column: str, sources: tuple[str, ...], expression: str, confidence: float, reason: str) -> None:
        """Place a canonical column."""
        self.placements[column] = Placement(column, sources, expression, round(min(confidence, 0.99), 2), reason)

    def put_if_missing(
        self, column: str, sources: tuple[str, ...], expression: str, confidence: float, reason: str
    ) -> None:
        """Place a canonical column that has no place yet."""
        if column not in self.placements:
            self.put(column, sources, expression, confidence, reason)

    def proposal(self, columns: tuple[str, ...]) -> EntityProposal:
        """Return what is proposed, in the order of the contract's columns."""
        rank = {column: place for place, column in enumerate(columns)}
        placements = tuple(sorted(self.placements.values(), key=lambda it: rank[it.column]))
        reason = f"{self.candidate.name_reason}; {len(placements)} of {len(columns)} columns are found"
        return EntityProposal(
            self.entity,
            self.table,
            placements,
            self.candidate.evidence,
            reason,
            tuple(self.joins.values()),
            self.where,
            tuple(self.totals.values()),
        )


def source_of(placed: Placed) -> str:
    """Return `table.column` of a placed column."""
    return f"{placed.place.table.name}.{placed.column.name}"
