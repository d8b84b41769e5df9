"""What a workbook says beside its values: its sheets, their size, merged cells, formulas without a result.

A sheet's XML is searched as bytes, not parsed: a hundred thousand rows take a fifth of the time in which DuckDB reads
their values.

Belongs here: these facts. Not here: the values (cells), and what is made of either (layout, finder).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath

from ingestion.connectors.files.sheets.places import letters_of, number_of
from warehouse.errors import SchemaBreakError

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TAG = rb"<(?:\w+:)?"
_FROM_1904 = re.compile(rb'date1904="(?:1|true)"')
_SHEET = re.compile(_TAG + rb"sheet [^>]*>")
_RELATION = re.compile(_TAG + rb"Relationship [^>]*>")
_ATTRIBUTE = re.compile(r'(?:\w+:)?(\w+)="([^"]*)"')
_MERGED = re.compile(_TAG + rb'mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_DIMENSION = re.compile(_TAG + rb'dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)\d+"')
_CELL = re.compile(_TAG + rb'c r="([A-Z]+)\d')
_LAST_ROW = re.compile(rb'row [^>]*?r="(\d+)"')
_NO_RESULT = re.compile(
    _TAG + rb'c r="([A-Z]+)(\d+)"(?![^>]*t="str")[^>]*>\s*' + _TAG + rb"f(?:\s[^>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:" + _TAG + rb"v\s*/>|" + _TAG + rb"v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA_SIGNS = (b"<f>", b"<f ", b":f>", b":f ")
_HEAD_BYTES = 1_000_000
_WIDEST = "XFD"


@dataclass(frozen=True)
class Merged:
    """A block of merged cells; rows and columns are counted from 1, the last ones belong to it."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet's XML says of it.

    Attributes:
        width: Number of its last column that has a cell.
        height: Number of its last row.
        merged: Its blocks of merged cells.
        formulas: Row, column and text of each formula that was never calculated.
    """

    width: int
    height: int
    merged: tuple[Merged, ...]
    formulas: tuple[tuple[int, int, str], ...]


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets in their order, hidden ones too, charts not.

    Raises:
        SchemaBreakError: The file is no workbook.
    """
    return list(_parts(path))


def sheet_facts(path: Path, sheet: str) -> SheetFacts:
    """Look at one sheet.

    Raises:
        SchemaBreakError: The file is no workbook.
    """
    part = _parts(path)[sheet]
    with zipfile.ZipFile(path) as book:
        xml = book.read(part)
    merged = _MERGED.findall(xml, xml.rfind(b"mergeCells ")) if b"mergeCells " in xml else []
    return SheetFacts(
        width=_width(xml),
        height=_height(xml),
        merged=tuple(_merged(*corners) for corners in merged),
        formulas=_formulas(xml) if any(sign in xml for sign in _FORMULA_SIGNS) else (),
    )


def _parts(path: Path) -> dict[str, str]:
    """The part of the archive in which each sheet lies, by the sheet's name."""
    try:
        with zipfile.ZipFile(path) as book:
            description = book.read(_WORKBOOK)
            sheets = [_attributes(tag) for tag in _SHEET.findall(description)]
            relations = [_attributes(tag) for tag in _RELATION.findall(book.read(_RELATIONS))]
    except (zipfile.BadZipFile, KeyError) as error:
        raise SchemaBreakError(
            f"the file cannot be opened: this is no .xlsx workbook ({error}).",
            where=path.name,
            todo="Save it as .xlsx; an old .xls, a protected workbook or a web page of that name is not read.",
        ) from error
    if _FROM_1904.search(description):
        raise SchemaBreakError(
            "the workbook counts its days from 1904, so every day would be four years early.",
            where=path.name,
            todo="Turn that off in its options (advanced, when calculating this workbook), check the days, save it.",
        )
    targets = {relation["Id"]: relation["Target"] for relation in relations}
    found = {sheet["name"]: targets[sheet["id"]] for sheet in sheets}
    return {name: _part(target) for name, target in found.items() if "chartsheet" not in target}


def _attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an element by their names without prefix."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag.decode("utf-8"))}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _merged(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Merged:
    return Merged(int(top), int(bottom), number_of(left.decode()), number_of(right.decode()))


def _width(xml: bytes) -> int:
    """The last column: what the sheet says, at least what its first rows have, and more where any row goes further."""
    said = _DIMENSION.search(xml, 0, _HEAD_BYTES)
    names = {*_CELL.findall(xml, 0, _HEAD_BYTES), *([said[1]] if said else [])}
    width = max((number_of(name.decode()) for name in names), default=1)
    while further := re.search(_further(letters_of(width)), xml):
        width = number_of(further[1].decode())
    return width


def _further(letters: str) -> bytes:
    """A pattern of cells in columns behind this one."""
    longer = f"[A-Z]{{{len(letters) + 1},{len(_WIDEST)}}}"
    behind = [
        letters[:place] + f"[{chr(ord(letter) + 1)}-Z]" + "[A-Z]" * (len(letters) - place - 1)
        for place, letter in enumerate(letters)
        if letter != "Z"
    ]
    names = behind + ([longer] if len(letters) < len(_WIDEST) else [])
    return rf' r="({"|".join(names)})\d'.encode() if names else rb"(?!)"


def _height(xml: bytes) -> int:
    """The last row's number; a sheet whose rows bear none is read to the end that sheets have."""
    start = max(xml.rfind(b"<row "), xml.rfind(b":row "))
    found = _LAST_ROW.search(xml, start) if start >= 0 else None
    return int(found[1]) if found else 1


def _formulas(xml: bytes) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (int(row), number_of(letters.decode()), formula.decode("utf-8", "replace"))
        for letters, row, formula in _NO_RESULT.findall(xml)
    )
