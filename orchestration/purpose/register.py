"""The purpose register of a vendor: what each column of its contracts is for, and which canonical columns it fills.

Belongs here: bringing contracts, lineage and questions together. Not here: remembering it (memory), which questions can
be answered with it (answering), and leaving columns out (ingestion).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot.errors import SqlglotError

from ingestion.contract.document import SourceTable
from orchestration.pages.canonical import PROVENANCE
from orchestration.pages.coverage import filled_columns
from orchestration.purpose.canonical import CanonicalColumn
from orchestration.purpose.lineage import Lineage, Place, trace
from orchestration.purpose.purposes import ColumnPurpose, VendorPurpose
from orchestration.purpose.rendering import RenderingError
from orchestration.purpose.technical import Purposes, technical_purposes

OF_BASE = (
    "source_name", "_batch_id", "_extracted_at", "_load_number", "_faults", "_is_deleted", "_deleted_at",
)  # fmt: skip
"""What every base model has besides the columns of its contract."""
_BASE_TABLE = re.compile(r"base_\w+?__\w+")


def vendor_register(
    vendor: str,
    tables: Sequence[SourceTable],
    models: Mapping[str, str],
    render: Callable[[str], str],
    canonical: Iterable[CanonicalColumn],
) -> VendorPurpose:
    """Return what the columns of a vendor are for.

    Args:
        vendor: The vendor.
        tables: Its contracts.
        models: Its staging models: name and SQL with templates.
        render: Fills templates.
        canonical: Every canonical column.
    """
    known = {column.full_name: column for column in canonical}
    base = {table.base_name: [*(column.name for column in table.columns), *OF_BASE] for table in tables}
    readings = [_read(name, sql, render, base) for name, sql in sorted(models.items())]
    uses = _Uses(known, technical_purposes(tables))
    for reading in readings:
        uses.add(reading)
    names = {table.base_name: table.name for table in tables}
    return VendorPurpose(
        vendor,
        tuple(uses.of(table, number) for table in tables for number in range(len(table.columns))),
        {name: places for reading in readings for name, places in reading.fills(names, known)},
        tuple(sorted({reading.entity for reading in readings})),
        tuple(reading.complaint for reading in readings if reading.complaint),
    )


@dataclass(frozen=True)
class _Reading:
    """What one staging model turned out to be made of."""

    entity: str
    lineage: Lineage
    filled: frozenset[str]
    complaint: str | None = None

    def fills(
        self, names: Mapping[str, str], known: Mapping[str, CanonicalColumn]
    ) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The canonical columns that the model fills, each with its source columns."""
        for name in sorted(self.filled):
            places = self.lineage.columns.get(name, frozenset())
            full = f"{self.entity}.{name}"
            if full in known and all(table for table, _ in places):
                yield full, tuple(sorted(f"{names[table]}.{it}" for table, it in places if it not in OF_BASE))


def _read(name: str, sql: str, render: Callable[[str], str], base: Mapping[str, Sequence[str]]) -> _Reading:
    entity = name.split("__", 1)[1]
    try:
        plain = render(sql)
        lineage = trace(plain, base)
        lost = ", ".join(sorted(lineage.lost))
        complaint = f"{name} reads {lost}, which no contract of this vendor names." if lost else None
        return _Reading(entity, lineage, filled_columns(plain), complaint)
    except (RenderingError, SqlglotError) as error:
        return _unread(entity, name, sql, str(error).splitlines()[0], base)


def _unread(entity: str, name: str, sql: str, why: str, base: Mapping[str, Sequence[str]]) -> _Reading:
    """A model that cannot be followed: all that it might read counts as read, so that nothing it needs is left out."""
    named = [table for table in dict.fromkeys(_BASE_TABLE.findall(sql)) if table in base] or list(base)
    places = frozenset((table, column) for table in named for column in base[table])
    complaint = f"{name} cannot be followed ({why}); every column of its tables lands."
    return _Reading(entity, Lineage({}, places, frozenset()), frozenset(), complaint)


class _Uses:
    """What was found of every place, model by model."""

    def __init__(self, known: Mapping[str, CanonicalColumn], technical: Purposes) -> None:
        """Begin with what the contracts need."""
        self._known = known
        self._technical = technical
        self._feeds: dict[Place, set[str]] = defaultdict(set)
        self._kinds: dict[Place, set[str]] = defaultdict(set)

    def add(self, reading: _Reading) -> None:
        """Note what a model reads."""
        for name, places in reading.lineage.columns.items():
            for place in places:
                if f"{reading.entity}.{name}" in self._known:
                    self._feeds[place].add(f"{reading.entity}.{name}")
                elif name in PROVENANCE:
                    self._kinds[place].add("clock" if name == "updated_at" else "relation")
        for place in reading.lineage.joined:
            self._kinds[place].add("relation")
        for place in reading.lineage.filtered:
            self._kinds[place].add("filter")

    def of(self, table: SourceTable, number: int) -> ColumnPurpose:
        """Return the purpose of one column of a table."""
        column = table.columns[number]
        place = (table.base_name, column.name)
        feeds = sorted(self._feeds[place])
        served = [question for name in feeds for question in self._known[name].questions]
        technical = self._kinds[place] | self._technical.get((table.name, column.name), set())
        return ColumnPurpose(
            table.vendor,
            table.name,
            column.name,
            column.is_personal,
            tuple(feeds),
            tuple(dict.fromkeys(served)),
            tuple(sorted(technical)),
            column.kept.by if column.kept else None,
            column.kept.reason if column.kept else None,
        )
