"""Blocks of a sheet that look like tables: rows of names above rows of values.

Belongs here: telling titles, names, values, totals and notes apart in cells that nobody has described. Not here:
reading files (cells), what a contract is told of it (finder).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingestion.connectors.files.headers import column_names
from ingestion.connectors.files.sheets.cells import Cells
from ingestion.connectors.files.sheets.kinds import is_value
from ingestion.connectors.files.sheets.words import ENDINGS, TOTALS, ending_word, total_word

Row = Sequence[str | None]
_NAMED_SHARE = 0.6
"""Share of the columns in use that a row of names fills at least."""
_LOOK_BELOW = 12
_TITLE_SIGNS = ("：", ":")


@dataclass(frozen=True)
class Block:
    """A table as it stands on a sheet; rows and columns are counted from 1.

    Attributes:
        header_row: Row of the (first) names.
        header_rows: How many rows of names there are.
        last_row: Last row that belongs to it.
        names: A name per column; None where a column has none and holds nothing.
        first_names: What the first row of names says, from the left.
        totals: Words of totals among its rows.
        endings: What the first row below it begins with, where something follows.
        title: Texts above the names.
        rows: Its rows that hold values, by their number, of the sample.
    """

    header_row: int
    header_rows: int
    last_row: int
    first_column: int
    last_column: int
    names: tuple[str | None, ...]
    first_names: tuple[str, ...]
    totals: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    rows: Mapping[int, Row] = field(default_factory=dict)

    def values(self, column: int) -> list[str]:
        """The values of a column that are not empty."""
        return [value for row in self.rows.values() if (value := row[column - 1]) is not None]

    def is_beside(self, other: Block) -> bool:
        """Both stand in some of the same rows."""
        return self.header_row <= other.last_row and other.header_row <= self.last_row


@dataclass(frozen=True)
class _Span:
    """Columns of a sheet without an empty one between them."""

    first: int
    last: int

    def cut(self, row: Row) -> list[str | None]:
        return list(row[self.first - 1 : self.last])


def find_blocks(rows: Mapping[int, Row], cells: Cells, tail: Mapping[int, Row]) -> list[Block]:
    """Find the tables of a sheet, from above and from the left.

    Args:
        rows: Its first rows that are not empty, by their number.
        cells: What is known of the sheet.
        tail: Its last rows that are not empty, where more follow than those.
    """
    found = [block for span in _spans(rows, cells.width) for block in _blocks_of(rows, span, cells, tail)]
    joined = _joined(sorted(found, key=lambda block: (block.header_row, block.first_column)))
    return [replace(block, endings=_endings(block, joined, {**rows, **tail})) for block in joined]


def _spans(rows: Mapping[int, Row], width: int) -> list[_Span]:
    """Columns in use, cut at empty ones; a row with one text is a title and uses no column."""
    used = {
        number
        for row in rows.values()
        if sum(cell is not None for cell in row) > 1
        for number, cell in enumerate(row, start=1)
        if cell is not None
    }
    spans: list[_Span] = []
    for number in sorted(used or set(range(1, width + 1))):
        if spans and spans[-1].last == number - 1:
            spans[-1] = _Span(spans[-1].first, number)
        else:
            spans.append(_Span(number, number))
    return spans


def _blocks_of(rows: Mapping[int, Row], span: _Span, cells: Cells, tail: Mapping[int, Row]) -> Iterator[Block]:
    """The tables below one another in some columns; the tail belongs to the last."""
    own = {number: row for number, row in rows.items() if any(span.cut(row))}
    numbers = list(own)
    starts = [place for place in range(len(numbers)) if _is_header(own, numbers, place, span)]
    firsts: list[int] = []
    for place in starts:
        seen = [span.cut(own[numbers[first]]) for first in firsts]
        if not firsts or (_begins_anew(own, numbers, place, span) and span.cut(own[numbers[place]]) not in seen):
            firsts.append(place)
    for place, after in zip(firsts, [*firsts[1:], None][: len(firsts)], strict=True):
        yield _block(own, numbers, place, after, span, cells, tail if after is None else {})


def _begins_anew(own: Mapping[int, Row], numbers: Sequence[int], place: int, span: _Span) -> bool:
    """Right above is nothing, or a title."""
    above = [cell for cell in span.cut(own[numbers[place - 1]]) if cell is not None]
    return numbers[place - 1] < numbers[place] - 1 or (len(above) == 1 and not is_value(above[0]))


def _is_header(own: Mapping[int, Row], numbers: Sequence[int], place: int, span: _Span) -> bool:
    """A row of different texts in most of the columns that the rows below use, one of which has values there.

    A name may end with a total's word, such as `Order total`; a row of totals begins with one.
    """
    row = span.cut(own[numbers[place]])
    names = [cell for cell in row if cell is not None]
    if not names or any(is_value(cell) for cell in names) or len({*names}) < len(names):
        return False
    if total_word(names[0], TOTALS) or any(ending_word(cell, ENDINGS) for cell in names):
        return False
    below = [span.cut(own[number]) for number in numbers[place + 1 : place + 1 + _LOOK_BELOW]]
    if not below or (len(names) < max(2, _NAMED_SHARE * _typical(below)) and span.first < span.last):
        return False
    if any(sign in cell for cell in names for sign in _TITLE_SIGNS):
        return False
    return _has_values_below(row, below) or place == 0


def _typical(rows: Sequence[Row]) -> int:
    """How many cells the fuller half of the rows has at least."""
    counts = sorted(sum(cell is not None for cell in row) for row in rows)
    return counts[len(counts) // 2]


def _has_values_below(row: Row, below: Sequence[Row]) -> bool:
    return any(_looks_like_data(other[place]) for other in below for place, cell in enumerate(row) if cell is not None)


def _looks_like_data(cell: str | None) -> bool:
    return cell is not None and (is_value(cell) or any(sign.isdigit() for sign in cell))


def _block(
    own: Mapping[int, Row],
    numbers: Sequence[int],
    place: int,
    after: int | None,
    span: _Span,
    cells: Cells,
    tail: Mapping[int, Row],
) -> Block:
    header = numbers[place]
    count = 2 if _has_second_row(own, numbers, place, span, cells) else 1
    heads = [span.cut(own[number]) for number in numbers[place : place + count]]
    names = column_names(heads)
    body = numbers[place + count : after]
    values = {number: own[number] for number in body if not _is_no_value(own[number], span, heads)}
    in_use = [any(own[number][span.first - 1 + at] is not None for number in values) for at in range(len(names))]
    tail = {number: row for number, row in tail.items() if any(span.cut(row))}
    end = max([header + count - 1, *values, *(it for it, row in tail.items() if not _is_no_value(row, span, heads))])
    return Block(
        header_row=header,
        header_rows=count,
        last_row=end,
        first_column=span.first,
        last_column=span.last,
        names=tuple(
            None if name.startswith("#") and not used else name for name, used in zip(names, in_use, strict=True)
        ),
        first_names=tuple(cell for cell in heads[0] if cell),
        totals=_totals([*(own[number] for number in body), *tail.values()], span),
        title=_title(own, numbers, place, span),
        rows=values,
    )


def _has_second_row(own: Mapping[int, Row], numbers: Sequence[int], place: int, span: _Span, cells: Cells) -> bool:
    """A second row of names: cells of the first are merged over it or over columns, or each fills the other's gaps."""
    first = numbers[place]
    if place + 1 >= len(numbers) or numbers[place + 1] != first + 1:
        return False
    upper, lower = span.cut(own[first]), span.cut(own[first + 1])
    if any(is_value(cell) for cell in lower if cell is not None):
        return False
    merged = any(
        block.first_row == first
        and span.first <= block.first_column <= span.last
        and (block.last_row == first + 1 or block.last_column > block.first_column)
        for block in cells.merged
    )
    gaps_filled = any(a is None and b is not None for a, b in zip(upper, lower, strict=True))
    gaps_left = any(a is not None and b is None for a, b in zip(upper, lower, strict=True))
    return merged or (gaps_filled and gaps_left and not any(_looks_like_data(cell) for cell in lower))


def _is_no_value(row: Row, span: _Span, heads: Sequence[Row]) -> bool:
    cut = span.cut(row)
    first = next((cell for cell in cut if cell is not None), None)
    is_title = sum(cell is not None for cell in cut) == 1 and span.last > span.first
    return cut in heads or is_title or _word_of_total(cut) is not None or ending_word(first, ENDINGS) is not None


def _word_of_total(cut: Row) -> str | None:
    texts = [cell for cell in cut if cell is not None and not is_value(cell)]
    return next((word for cell in texts[:2] if (word := total_word(cell, TOTALS))), None)


def _totals(rows: Sequence[Row], span: _Span) -> tuple[str, ...]:
    words = (_word_of_total(span.cut(row)) for row in rows)
    return tuple(dict.fromkeys(word for word in words if word))


def _title(own: Mapping[int, Row], numbers: Sequence[int], place: int, span: _Span) -> tuple[str, ...]:
    """The texts right above the names."""
    texts: list[str] = []
    for number in reversed(numbers[:place]):
        cut = [cell for cell in span.cut(own[number]) if cell]
        if any(is_value(cell) for cell in cut) or _word_of_total(cut):
            break
        texts = cut + texts
    return tuple(texts)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Put together what an empty column cuts in two: blocks with names in one row and values down to the same one."""
    found: list[Block] = []
    for block in blocks:
        left = found[-1] if found else None
        if left is None or not _are_one(left, block):
            found.append(block)
            continue
        gap = (None,) * (block.first_column - left.last_column - 1)
        found[-1] = replace(
            left,
            last_column=block.last_column,
            names=left.names + gap + block.names,
            first_names=left.first_names + block.first_names,
            totals=tuple(dict.fromkeys(left.totals + block.totals)),
        )
    return found


def _are_one(left: Block, right: Block) -> bool:
    same_rows = (left.header_row, left.header_rows) == (right.header_row, right.header_rows)
    narrowest = min(block.last_column - block.first_column for block in (left, right))
    same_end = left.last_row == right.last_row or narrowest == 0
    return same_rows and same_end and not {*left.first_names} & {*right.first_names}


def _endings(block: Block, blocks: Sequence[Block], rows: Mapping[int, Row]) -> tuple[str, ...]:
    """What tells a reader that the table is over: words of notes, and the first text of each table below."""
    found: dict[str, None] = {}
    below = [other for other in blocks if other.header_row > block.last_row]
    for number, row in rows.items():
        first = next((cell for cell in row[block.first_column - 1 : block.last_column] if cell is not None), None)
        word = ending_word(first, ENDINGS) if number > block.header_row else None
        if word and not any(other.header_row <= number for other in below):
            found[word] = None
    for other in below:
        found[(other.title or other.first_names)[0]] = None
    return tuple(found)
