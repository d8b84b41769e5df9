"""The spreadsheet of codes: what is unmapped with its rows and money, what people have mapped, and our lists beside it.

Belongs here: the sheets, and judging what came back, row by row. Not here: Excel (`warehouse.reference.workbook`), and
what a decision must be (mappings).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.codes.mappings import NOTHING, CodeLists, CodeMapping, Decided, objection, target_of
from warehouse.reference.workbook import (
    Complaint,
    FilledSheet,
    Line,
    Sheet,
    header_complaints,
    read_workbook,
    refuse,
    write_workbook,
)

CODES, LISTS = "codes", "our codes"
COLUMNS = ["source", "column", "code", "target", "reason", "rows", "money", "first seen", "last seen", "possible"]
_NEEDED = COLUMNS[:4]
_FEW = 30


@dataclass(frozen=True)
class Unmapped:
    """A code of the inbox: its rows, its money as text, and when it was seen."""

    source_name: str
    column: str
    code: str
    row_count: int
    money: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True)
class Decision:
    """What a row of the sheet decides: a mapping, or, with `is_undone`, that one no longer stands."""

    mapping: CodeMapping
    reason: str | None
    is_undone: bool = False


def write_codes(
    path: Path,
    unmapped: Iterable[Unmapped],
    standing: Iterable[Decided],
    lists: CodeLists,
    meanings: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the spreadsheet: first what is unmapped, with an empty target, then what stands.

    Raises:
        WorkbookError: The file cannot be written there.
    """
    rows: list[list[object]] = [
        [item.source_name, item.column, item.code, None, None, item.row_count, item.money, item.first_seen,
         item.last_seen, _possible(lists, item.column)]
        for item in unmapped
    ]  # fmt: skip
    rows += [
        [item.mapping.source_name, item.mapping.column, item.mapping.code, _typed(item.mapping.target), item.reason,
         None, None, None, None, _possible(lists, item.mapping.column)]
        for item in standing
    ]  # fmt: skip
    words = [[column, code, meaning] for column, codes in sorted(meanings.items()) for code, meaning in codes.items()]
    write_workbook(path, [Sheet(CODES, COLUMNS, rows), Sheet(LISTS, ["column", "code", "meaning"], words)])


def read_codes(path: Path, standing: Iterable[Decided], sources: Sequence[str], lists: CodeLists) -> list[Decision]:
    """Return what a filled-in spreadsheet decides anew; a row without a target undoes what stood.

    Raises:
        WorkbookError: It cannot be read, or any row is wrong; then nothing counts.
    """
    sheet = next((sheet for sheet in read_workbook(path) if sheet.name == CODES), None)
    if sheet is None:
        refuse(path, [Complaint(CODES, "A1", "there is no sheet of this name")])
        return []
    refuse(path, header_complaints(sheet, _NEEDED, COLUMNS))
    given = [(line, _mapping(line)) for line in sheet.lines]
    refuse(path, _complaints(sheet, given, sources, lists))
    before = {item.mapping.subject: item.mapping for item in standing}
    decisions = (_decision(line, mapping, before.get(mapping.subject)) for line, mapping in given)
    return [decision for decision in decisions if decision is not None]


def _complaints(
    sheet: FilledSheet, given: Sequence[tuple[Line, CodeMapping]], sources: Sequence[str], lists: CodeLists
) -> list[Complaint]:
    found = []
    seen: dict[str, int] = {}
    for line, mapping in given:
        wrong = objection(mapping, sources, lists)
        if wrong:
            found.append(Complaint(sheet.name, sheet.cell(wrong[0], line), wrong[1]))
        elif mapping.subject in seen:
            reason = f"this source, column and code stand in row {seen[mapping.subject]} already"
            found.append(Complaint(sheet.name, sheet.cell("code", line), reason))
        seen.setdefault(mapping.subject, line.number)
    return found


def _decision(line: Line, mapping: CodeMapping, before: CodeMapping | None) -> Decision | None:
    """Return what a row decides anew; None where it says what is so anyway."""
    reason = line.values.get("reason")
    if line.values.get("target") is None:
        return Decision(before, _text(reason), is_undone=True) if before else None
    return None if mapping == before else Decision(mapping, _text(reason))


def _mapping(line: Line) -> CodeMapping:
    source, column, code, target = (_text(line.values.get(name)) or "" for name in _NEEDED)
    return CodeMapping(source, column, code, target_of(target) if target else None)


def _text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else str(value)


def _typed(target: str | None) -> str:
    return NOTHING if target is None else target


def _possible(lists: CodeLists, column: str) -> str:
    codes = lists.get(column, [])
    return ", ".join(codes) if 0 < len(codes) <= _FEW else "" if not codes else f"one of {len(codes)}"
