"""The spreadsheet of a proposal: its sheets, their columns, and how a join stands in one cell.

    mapping   one row per canonical column of each proposed entity; a person types into `your choice`
    unplaced  what could be placed nowhere; a person types `entity.column` into `your choice`
    entities  one row per proposed entity, with its joins and totals; a person types `no` into `keep`
    canonical every canonical column there is
    columns   every column of the system

Belongs here: what writing and reading share. Not here: either of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.proposal import Join, Total

MAPPING, UNPLACED, ENTITIES, CANONICAL, COLUMNS = "mapping", "unplaced", "entities", "canonical", "columns"
CHOICE, KEEP = "your choice", "keep"
HEADERS = {
    MAPPING: (
        "no", "entity", "canonical column", "meaning", "unit", "source table", "source column", "expression", "join",
        "confidence", "reason", CHOICE,
    ),
    UNPLACED: ("table", "column", "type", "sample values", "reason", CHOICE),
    ENTITIES: ("no", "entity", "table", "rows", "where", "joins", "totals", "confidence", "reason", KEEP),
    CANONICAL: ("name", "entity", "column", "type", "unit", "meaning"),
    COLUMNS: ("name", "table", "column", "type", "filled", "sample values"),
}  # fmt: skip
OPEN_CELLS = {MAPPING: (CHOICE,), UNPLACED: (CHOICE,), ENTITIES: ("where", "joins", "totals", KEEP)}
"""The columns in which a person types; the others are locked."""
_SEPARATOR = "; "
_NAME = r'(?:"(?:[^"]|"")+"|[^\s"(),=]+)'
_PART = r'(?:"(?:[^"]|"")+"|[^\s"(),=.]+)'
_LIST = rf"{_NAME}(?:\s*,\s*{_NAME})*"
_TOTAL = re.compile(
    rf"\s*({_PART})\.({_PART})\s*=\s*(.+)\s+of\s+({_NAME})\s*\(({_LIST})\)\s*by\s*\(({_LIST})\)\s*", re.DOTALL
)
_JOIN = re.compile(rf"\s*({_NAME})\s*=\s*({_NAME})\s*\(({_LIST})\)\s*from\s*({_NAME})\s*\(({_LIST})\)\s*")


def joins_text(joins: tuple[Join, ...]) -> str:
    """Return joins as a cell has them, one in a line: `Buyer = People (Id) from Orders (BuyerId)`."""
    return "\n".join(
        f"{_word(join.name)} = {_word(join.table)} ({_words(join.their_columns)}) "
        f"from {_word(join.from_name)} ({_words(join.own_columns)})"
        for join in joins
    )


def read_joins(text: str) -> tuple[Join, ...]:
    """Return the joins of a cell.

    Raises:
        MappingError: A line is no join.
    """
    return tuple(_read_join(line) for line in text.splitlines() if line.strip())


def totals_text(totals: tuple[Total, ...]) -> str:
    """Return totals as a cell has them, a sum in a line: `lines.net = sum(Lines.Net) of Lines (OrderId) by (Id)`."""
    return "\n".join(
        f"{_word(total.name)}.{_word(name)} = {' '.join(sql.split())} of {_word(total.table)} "
        f"({_words(total.their_columns)}) by ({_words(total.own_columns)})"
        for total in totals
        for name, sql in total.sums
    )


def read_totals(text: str) -> tuple[Total, ...]:
    """Return the totals of a cell.

    Raises:
        MappingError: A line is no total.
    """
    found: dict[str, Total] = {}
    for line in text.splitlines():
        if line.strip():
            total = _read_total(line)
            known = found.get(total.name)
            found[total.name] = replace(known, sums=(*known.sums, *total.sums)) if known else total
    return tuple(found.values())


def sources_text(sources: tuple[str, ...]) -> str:
    """Return the source columns of a placement as one cell."""
    return _SEPARATOR.join(sources)


def read_sources(text: str) -> tuple[str, ...]:
    """Return the source columns of a cell."""
    return tuple(text.split(_SEPARATOR)) if text else ()


def _read_join(line: str) -> Join:
    found = _JOIN.fullmatch(line)
    if found is None:
        raise MappingError(
            f"{line.strip()!r} is no join.", todo="Write it as `Buyer = People (Id) from Orders (BuyerId)`."
        )
    name, table, theirs, above, own = found.groups()
    join = Join(_plain(name), _plain(table), _split(own), _split(theirs), _plain(above))
    if len(join.own_columns) != len(join.their_columns):
        raise MappingError(f"the two lists of {line.strip()!r} are not of one length.", todo="Give pairs of columns.")
    return join


def _read_total(line: str) -> Total:
    found = _TOTAL.fullmatch(line)
    if found is None:
        raise MappingError(
            f"{line.strip()!r} is no total.",
            todo="Write it as `lines.net = sum(Lines.Net) of Lines (OrderId) by (Id)`.",
        )
    name, column, sql, table, theirs, own = found.groups()
    return Total(_plain(name), _plain(table), _split(own), _split(theirs), ((_plain(column), sql.strip()),))


def _word(name: str) -> str:
    return name if re.fullmatch(r'[^\s"(),=]+', name) else '"' + name.replace('"', '""') + '"'


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(_word(name) for name in names)


def _split(text: str) -> tuple[str, ...]:
    return tuple(_plain(name) for name in re.findall(_NAME, text))


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
