"""How well a name and values agree with what is looked for.

Belongs here: comparing one name, and the values of one column, with the vocabulary. Not here: which column is taken
(placing), and which table (choosing).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ingestion.mapping.system_profile import ColumnProfile
from ingestion.mapping.vocabulary import Pattern
from ingestion.mapping.words import lexicon

_PER_RANK = 0.015
"""What each likelier name before takes off."""
_UNKNOWN_WORD = 0.12
_UNKNOWN_BESIDE_VAGUE = 0.4
"""What a word that is not known takes off a name that says only what every table has, such as `revision number`."""
_SOFT_WORD = 0.05
_VAGUE = frozenset({"name", "code", "number", "id", "date", "time", "type", "status", "amount", "total", "description"})
_CONTEXT_WORD = 0.03
_ONLY_CONTEXT = 0.15
_UNKNOWN_IN_TABLE = 0.08
"""What a word that is not known takes off a table's name besides."""
_FOREIGN_WORD = 0.3
"""What a known word of another meaning takes off a table's name; in a column's name it rules the name out."""


@dataclass(frozen=True)
class Match:
    """How well something agrees (0 to 1), and why in words."""

    score: float
    reason: str


NO_MATCH = Match(0.0, "")


def match_column_name(
    tokens: Iterable[str], names: tuple[Pattern, ...], context: frozenset[str], not_words: frozenset[str]
) -> Match:
    """Compare a column's name with the names of a canonical column.

    Args:
        tokens: What its words mean.
        names: What is looked for, the likeliest first.
        context: Meanings that it may hold besides, such as those of its table's name.
        not_words: Meanings that rule it out.
    """
    return _best(tokens, names, context, not_words, foreign=1.0)


def match_table_name(tokens: Collection[str], names: tuple[Pattern, ...], not_words: frozenset[str]) -> Match:
    """Compare a table's name with the names of an entity's tables."""
    match = _best(tokens, names, frozenset(), not_words, foreign=_FOREIGN_WORD)
    unknown = sum(word not in lexicon().meanings for word in set(tokens))
    return Match(max(match.score - _UNKNOWN_IN_TABLE * unknown, 0.0), match.reason)


def _best(
    tokens: Iterable[str],
    names: tuple[Pattern, ...],
    context: frozenset[str],
    not_words: frozenset[str],
    foreign: float,
) -> Match:
    held = frozenset(tokens)
    if held & (not_words - context):
        return NO_MATCH
    scores = (
        Match(
            max(_score(held, name, context, foreign) - _PER_RANK * rank, 0.0), f"its name says {' '.join(sorted(name))}"
        )
        for rank, name in enumerate(names)
        if name <= held
    )
    return max(scores, key=lambda match: match.score, default=NO_MATCH)


def _score(held: frozenset[str], name: Pattern, context: frozenset[str], foreign: float) -> float:
    known, score = lexicon(), 1.0
    unknown = _UNKNOWN_BESIDE_VAGUE if name - context <= _VAGUE else _UNKNOWN_WORD
    for word in held - name:
        if word in context:
            score -= _CONTEXT_WORD
        elif word in known.soft:
            score -= _SOFT_WORD
        else:
            score -= foreign if word in known.meanings else unknown
    return score - (_ONLY_CONTEXT if name <= context else 0.0)


def value_factor(kind: str, column: ColumnProfile) -> float:
    """Return how well a column's values agree with a kind of values (0 to 1).

    Raises:
        KeyError: There is no such kind.
    """
    check = VALUE_KINDS[kind]
    if column.is_empty:
        return 0.8 * min(check(column), 0.9) if kind in _BY_TYPE else 0.7
    return check(column)


def _any(column: ColumnProfile) -> float:
    return 0.0 if column.is_moment else 1.0


def _code(column: ColumnProfile) -> float:
    if column.is_moment or (column.is_number and column.most_decimals > 0) or column.share("markup") > 0.5:
        return 0.0
    return 0.7 if column.share("words") > 0.8 and column.longest > 40 else 1.0


def _own_code(column: ColumnProfile) -> float:
    """A code that tells the rows of its table apart."""
    is_telling = column.is_empty or column.distinct_share > 0.9
    return _code(column) if is_telling else 0.3


def _text(column: ColumnProfile) -> float:
    return 0.0 if column.is_moment or column.value_type == "BOOLEAN" else 0.3 if column.is_number else 1.0


def _name(column: ColumnProfile) -> float:
    return _text(column) if column.share("letters") > 0.5 or column.is_empty else 0.3


def _number(column: ColumnProfile) -> float:
    return 1.0 if column.is_number else 0.0


def _whole(column: ColumnProfile) -> float:
    return 1.0 if column.value_type == "BIGINT" else 0.0


def _percent(column: ColumnProfile) -> float:
    return 1.0 if column.is_number or column.share("percent") > 0.9 else 0.0


def _moment(column: ColumnProfile) -> float:
    return 1.0 if column.is_moment else 0.0


def _any_time(column: ColumnProfile) -> float:
    """A moment that only some rows have, or yes and no."""
    return 1.0 if column.is_moment or column.is_empty else _yes_no(column)


def _yes_no(column: ColumnProfile) -> float:
    return 1.0 if column.value_type == "BOOLEAN" or column.share("yes_no") >= 0.99 else 0.0


def _code_list(column: ColumnProfile) -> float:
    if column.is_moment or column.distinct_count > 60 or (column.is_number and column.most_decimals > 0):
        return 0.0
    return 0.6 if column.is_unique and column.distinct_count > 5 else 1.0


def _unit(column: ColumnProfile) -> float:
    return 0.0 if column.is_moment or column.is_number else 1.0 if column.longest <= 20 else 0.5


def _barcode(column: ColumnProfile) -> float:
    return 1.0 if column.share("gtin") > 0.5 else 0.75 if column.share("integer") > 0.5 else 0.6


def _email(column: ColumnProfile) -> float:
    return 1.0 if column.share("email") > 0.7 else 0.1


def _phone(column: ColumnProfile) -> float:
    if column.is_moment:
        return 0.0
    return 1.0 if column.share("phone") > 0.5 else 0.75 if column.share("letters") < 0.3 else 0.1


def _country(column: ColumnProfile) -> float:
    codes, names = column.share("country"), column.share("country_name")
    return 1.0 if codes > 0.9 else 0.95 if codes + names > 0.7 else 0.1


def _currency(column: ColumnProfile) -> float:
    return 1.0 if column.share("currency") > 0.9 else 0.1


def _language(column: ColumnProfile) -> float:
    return 1.0 if column.share("language") > 0.8 else 0.2


VALUE_KINDS: dict[str, Callable[[ColumnProfile], float]] = {
    "any": _any,
    "reference": _code,
    "code": _code,
    "own_code": _own_code,
    "text": _text,
    "name": _name,
    "money": _number,
    "price": _number,
    "quantity": _number,
    "integer": _whole,
    "percent": _percent,
    "moment": _moment,
    "yes_no": _yes_no,
    "any_time": _any_time,
    "code_list": _code_list,
    "unit": _unit,
    "barcode": _barcode,
    "email": _email,
    "phone": _phone,
    "country": _country,
    "currency": _currency,
    "language": _language,
}
"""What values of a kind must look like."""
_BY_TYPE = {"money", "price", "quantity", "integer", "percent", "moment", "yes_no"}
"""Kinds that the declared type tells where there are no values."""

SPEAKING_KINDS = {
    "email": "e-mail addresses",
    "country": "codes or names of countries",
    "currency": "codes of currencies",
}
"""Kinds whose values alone say what a column is."""
