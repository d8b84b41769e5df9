"""SQL of a proposal, read word by word: which columns it names, and the same SQL with other names.

Belongs here: finding and renaming `name.column`. Not here: which names there are, and how SQL is laid out (sql_lines).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from ingestion.mapping.mapping_error import MappingError

Rename = Callable[[str, str], str]
_NAMES = frozenset({TokenType.VAR, TokenType.IDENTIFIER})


def named_columns(sql: str) -> list[tuple[str, str]]:
    """Return every `name.column` of an expression, as they are written, without quotes.

    Raises:
        MappingError: It cannot be split into words, such as a text without its closing quote.
    """
    return [(first.text, last.text) for first, last in _references(sql_words(sql))]


def renamed(sql: str, rename: Rename) -> str:
    """Return an expression in which every `name.column` is what `rename` makes of it; everything else stays.

    Raises:
        MappingError: It cannot be split into words.
    """
    parts, end = [], 0
    for first, last in _references(sql_words(sql)):
        parts += [sql[end : first.start], rename(first.text, last.text)]
        end = last.end + 1
    return "".join([*parts, sql[end:]])


def sql_words(sql: str) -> list[Token]:
    """Return the words of an expression, with their places.

    Raises:
        MappingError: It cannot be split into words.
    """
    try:
        return list(DuckDB().tokenize(sql))
    except TokenError as error:
        raise MappingError("this is no SQL: a quote or a bracket is not closed.", todo="Close it.") from error


def _references(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Pairs of names with a point between; a word of SQL may be a name too, where a point stands beside it."""
    for place in range(len(tokens) - 2):
        first, point, last = tokens[place : place + 3]
        if point.token_type == TokenType.DOT and _is_name(first) and _is_name(last):
            yield first, last


def _is_name(token: Token) -> bool:
    return token.token_type in _NAMES or token.text.isidentifier()
