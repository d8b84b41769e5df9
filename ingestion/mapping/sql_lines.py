"""Long SQL in lines, as the house lays it out.

Belongs here: where an expression is broken. Not here: what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.mapping.expressions import sql_words

_OPERATORS = frozenset({"||", "+", "-", "*", "/", "AND", "OR"})
_BRANCHES = frozenset({"WHEN", "ELSE", "END"})
_STEP = 4


def in_lines(sql: str, indent: int, room: int) -> str:
    """Return an expression in lines, where it does not fit into one.

    Args:
        sql: The expression.
        indent: Spaces before it.
        room: Signs that a line has for it behind these spaces.
    """
    if len(sql) <= room or "\n" in sql:
        return sql
    words = list(_outer_words(sql))
    if words and words[0][1] == "CASE" and words[-1][1] == "END":
        return _branches(sql, indent, room, [place for place, word in words if word in _BRANCHES])
    cuts = [place for place, word in words if word in _OPERATORS and place > 0]
    if cuts:
        parts = [in_lines(part, indent, room) for part in _cut(sql, cuts)]
        return _between(indent).join(_packed(parts, room))
    return _unfolded(sql, indent, room)


def _branches(sql: str, indent: int, room: int, cuts: list[int]) -> str:
    """A case with each of its branches on a line."""
    head, *branches, end = _cut(sql, cuts)
    laid = [in_lines(branch, indent + _STEP, room - _STEP) for branch in branches]
    return _between(indent + _STEP).join([head, *laid]) + _between(indent) + end


def _unfolded(sql: str, indent: int, room: int) -> str:
    """A call whose arguments stand on lines of their own."""
    opened = sql.find("(")
    if opened < 0 or not sql.endswith(")"):
        return sql
    inner = in_lines(sql[opened + 1 : -1].strip(), indent + _STEP, room - _STEP)
    return sql[: opened + 1] + _between(indent + _STEP) + inner + _between(indent) + ")"


def _packed(parts: list[str], room: int) -> Iterator[str]:
    """As many parts in a line as it has room for."""
    line = parts[0]
    for part in parts[1:]:
        if "\n" in line or "\n" in part or len(line) + 1 + len(part) > room:
            yield line
            line = part
        else:
            line = f"{line} {part}"
    yield line


def _cut(sql: str, places: list[int]) -> list[str]:
    starts = [0, *places]
    return [sql[start:end].strip() for start, end in zip(starts, [*places, len(sql)], strict=True)]


def _outer_words(sql: str) -> Iterator[tuple[int, str]]:
    """Words, with their places, that stand in no brackets; of a case its own words, if it is the whole expression."""
    brackets = cases = 0
    for number, token in enumerate(sql_words(sql)):
        word = sql[token.start : token.end + 1].upper()
        brackets -= word in {")", "]"}
        if not brackets and (cases == 0 or (cases == 1 and word in _BRANCHES)):
            yield token.start, word if number or word == "CASE" else ""
        brackets += word in {"(", "["}
        cases += (word == "CASE") - (word == "END")


def _between(indent: int) -> str:
    return "\n" + " " * indent
