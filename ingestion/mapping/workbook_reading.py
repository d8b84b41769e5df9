"""The spreadsheet of a mapping, read back: every cell that a person may have changed is judged, all faults at once.

Belongs here: turning cells into a proposal. Not here: what can be typed as a choice (choices), and types (binding).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from ingestion.mapping.binding import EmptySystem
from ingestion.mapping.choices import chosen, from_column
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.names_in_sql import Names, canonical_column, entity_named
from ingestion.mapping.proposal import EntityProposal, Placement, Proposal, Unplaced
from ingestion.mapping.system_profile import SystemProfile
from ingestion.mapping.workbook import (
    CHOICE,
    ENTITIES,
    HEADERS,
    KEEP,
    MAPPING,
    UNPLACED,
    read_joins,
    read_sources,
    read_totals,
)

Found = TypeVar("Found")
_SHOWN_FAULTS = 50
_BY_HAND = "Chosen by a person on the sheet unplaced."


@dataclass(frozen=True)
class _Row:
    """One row of a sheet, by the names of its columns."""

    sheet: str
    number: int
    values: dict[str, Any]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value).strip()

    def cell(self, name: str) -> str:
        """Where a value stands, such as `sheet mapping, cell L7`."""
        return f"sheet {self.sheet}, cell {get_column_letter(HEADERS[self.sheet].index(name) + 1)}{self.number}"


def read_workbook(path: Path, profile: SystemProfile) -> Proposal:
    """Return the proposal that a spreadsheet holds, with what a person has typed into it.

    Args:
        path: The spreadsheet.
        profile: What the system holds.

    Raises:
        MappingError: A cell cannot be what it says; the message names every such sheet and cell, with the reason.
    """
    with EmptySystem(profile) as system:
        reader = _Reader(_open(path), profile, system)
        proposal = reader.proposal()
    if reader.faults:
        shown = "\n  ".join(reader.faults[:_SHOWN_FAULTS])
        more = f"\n  … and {len(reader.faults) - _SHOWN_FAULTS} more" if len(reader.faults) > _SHOWN_FAULTS else ""
        raise MappingError(
            f"{_counted(len(reader.faults))} cannot be what is said there; nothing was written.\n  {shown}{more}\n ",
            where=path.name,
            todo="Correct that, and read the spreadsheet again.",
        )
    return proposal


def _counted(faults: int) -> str:
    return f"{faults} cell{'' if faults == 1 else 's'}"


def _open(path: Path) -> Workbook:
    try:
        book: Workbook = load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise MappingError(
            "this is no spreadsheet that can be opened.",
            where=str(path),
            todo="Save it as .xlsx, or name another file.",
        ) from error
    missing = [name for name in (MAPPING, UNPLACED, ENTITIES) if name not in book.sheetnames]
    if missing:
        raise MappingError(
            f"the sheet {missing[0]!r} is missing.", where=str(path), todo="Take the one that `source map` wrote."
        )
    return book


class _Reader:
    """Reads a spreadsheet and collects what is wrong in it."""

    def __init__(self, book: Workbook, profile: SystemProfile, system: EmptySystem) -> None:
        self.profile, self.system = profile, system
        self.faults: list[str] = []
        self.rows = {name: self._rows(book, name) for name in (MAPPING, UNPLACED, ENTITIES)}

    def proposal(self) -> Proposal:
        """Return what the sheets say together; what is wrong stands among the faults."""
        entities: dict[str, EntityProposal] = {}
        for row in self.rows[ENTITIES]:
            entity = self._entity(row)
            if entity is not None:
                entities[row.text("no")] = entity
        kept = {number: self._filled(number, entity) for number, entity in entities.items()}
        self._check_numbers()
        left = self._unplaced(kept)
        return Proposal(self.profile.system, tuple(kept.values()), tuple(left))

    def _rows(self, book: Workbook, name: str) -> list[_Row]:
        sheet, headers = book[name], HEADERS[name]
        found = [cell.value for cell in sheet[1]][: len(headers)]
        if tuple(found) != headers:
            raise MappingError(
                f"the sheet {name!r} has other columns than {', '.join(headers)}.",
                where=f"sheet {name}, row 1",
                todo="Leave the first row as it was written.",
            )
        rows = []
        for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(headers)), start=2):
            row = _Row(name, number, {header: cell.value for header, cell in zip(headers, cells, strict=True)})
            for header, cell in zip(headers, cells, strict=True):
                if cell.data_type == "f":
                    self._fault(row, header, "it holds a formula. Type the text itself.")
            if any(value is not None for value in row.values.values()):
                rows.append(row)
        return rows

    def _fault(self, row: _Row, header: str, reason: str) -> None:
        self.faults.append(f"{row.cell(header)}: {reason}")

    def _try(self, row: _Row, header: str, read: Callable[[], Found]) -> Found | None:
        """Return what is read; a complaint stands among the faults, with its cell."""
        try:
            return read()
        except MappingError as error:
            self._fault(row, header, str(error))
            return None

    def _entity(self, row: _Row) -> EntityProposal | None:
        if row.text(KEEP).lower() in {"no", "n", "否"}:
            return None
        if row.text(KEEP).lower() not in {"", "yes", "y", "是"}:
            self._fault(row, KEEP, f"{row.text(KEEP)!r} is neither yes nor no.")
        self._try(row, "entity", lambda: entity_named(row.text("entity")))
        joins = self._try(row, "joins", lambda: read_joins(row.text("joins"))) or ()
        totals = self._try(row, "totals", lambda: read_totals(row.text("totals"))) or ()
        entity = EntityProposal(
            entity=row.text("entity"),
            table=row.text("table"),
            placements=(),
            confidence=self._number(row, "confidence"),
            reason=row.text("reason"),
            joins=joins,
            where=row.text("where") or None,
            totals=totals,
        )
        is_sound = self._try(row, "joins", lambda: self._check_joins(entity))
        if is_sound and self._try(row, "totals", lambda: self.system.check_totals(entity)):
            self._try(row, "where", lambda: self.system.check_condition(entity))
        return entity

    def _check_joins(self, entity: EntityProposal) -> bool:
        names = Names(entity, self.profile)
        for join in entity.joins:
            for name, columns in ((join.from_name, join.own_columns), (join.name, join.their_columns)):
                for column in columns:
                    names.column(name, column)
        return True

    def _number(self, row: _Row, header: str) -> float:
        value = row.values.get(header)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self._fault(row, header, f"{value!r} is no number from 0 to 1.")
        return 0.0

    def _filled(self, number: str, entity: EntityProposal) -> EntityProposal:
        rows = [row for row in self.rows[MAPPING] if row.text("no") == number]
        placed = [self._placement(row, entity) for row in rows]
        return replace(entity, placements=tuple(placement for placement in placed if placement))

    def _placement(self, row: _Row, entity: EntityProposal) -> Placement | None:
        header = CHOICE if row.text(CHOICE) else "expression"
        if row.text("entity") != entity.entity:
            self._fault(row, "entity", f"row {row.text('no')} of the sheet entities is {entity.entity}.")
        column = self._try(
            row, "canonical column", lambda: canonical_column(entity_named(entity.entity), row.text("canonical column"))
        )
        placement = self._try(row, header, lambda: self._said(row, entity))
        if column is None or placement is None:
            return None
        self._try(row, header, lambda: self.system.check(entity, placement.expression, column))
        return placement

    def _said(self, row: _Row, entity: EntityProposal) -> Placement | None:
        """What a row proposes, or what a person has chosen instead."""
        column = row.text("canonical column")
        if row.text(CHOICE):
            return chosen(entity, column, row.text(CHOICE), self.profile)
        if not row.text("expression"):
            return None
        sources = read_sources(row.text("source column"))
        return Placement(column, sources, row.text("expression"), self._number(row, "confidence"), row.text("reason"))

    def _check_numbers(self) -> None:
        known = {row.text("no") for row in self.rows[ENTITIES]}
        for row in self.rows[MAPPING]:
            if row.text("no") not in known:
                self._fault(row, "no", f"the sheet entities has no row {row.text('no')!r}.")

    def _unplaced(self, kept: dict[str, EntityProposal]) -> list[Unplaced]:
        """Place what a person has chosen on the sheet unplaced; return the rest."""
        left = []
        for row in self.rows[UNPLACED]:
            if not row.text(CHOICE):
                left.append(Unplaced(row.text("table"), row.text("column") or None, row.text("reason")))
                continue
            self._try(row, CHOICE, lambda row=row: self._place(row, kept))  # type: ignore[misc]
        return left

    def _place(self, row: _Row, kept: dict[str, EntityProposal]) -> None:
        name, _, wanted = row.text(CHOICE).partition(".")
        column = canonical_column(entity_named(name), wanted)
        if not row.text("column"):
            raise MappingError("a whole table cannot be one column.", todo="Choose on the rows of its columns.")
        if (
            row.text("column")
            not in Names(EntityProposal(name, row.text("table"), (), 1, ""), self.profile)
            .profile.by_name[row.text("table")]
            .by_name
        ):
            raise MappingError(f"the table {row.text('table')!r} has no column {row.text('column')!r}.")
        number, entity = self._part_for(name, row.text("table"), wanted, kept)
        placement = replace(from_column(entity, wanted, row.text("table"), row.text("column")), reason=_BY_HAND)
        self.system.check(entity, placement.expression, column)
        others = tuple(it for it in entity.placements if it.column != wanted)
        kept[number] = replace(entity, placements=(*others, placement))

    def _part_for(
        self, name: str, table: str, wanted: str, kept: dict[str, EntityProposal]
    ) -> tuple[str, EntityProposal]:
        """The part of an entity that a table's column can fill; a new one begins with its id."""
        parts = [(number, entity) for number, entity in kept.items() if entity.entity == name]
        own = [part for part in parts if part[1].table == table]
        joined = [part for part in parts if any(join.table == table for join in part[1].joins)]
        if own or joined:
            return (own or joined)[0]
        id_column = entity_named(name).id_column
        if wanted != id_column:
            raise MappingError(
                f"no rows of {table!r} are {name}.",
                todo=f"Choose {name}.{id_column} for one of its columns first, or write a join on the sheet entities.",
            )
        return f"new {len(kept)}", EntityProposal(name, table, (), 1.0, _BY_HAND)
