"""SQL of a placed column: its name, and what makes the canonical form of its values.

Belongs here: conversions of one column. Not here: amounts and totals that several columns make (amounts).
"""

from __future__ import annotations

import functools
import re
from typing import Any

import yaml

from ingestion.mapping.system_profile import ColumnProfile
from ingestion.mapping.value_patterns import alpha2_countries, country_codes
from ingestion.mapping.words import VOCABULARY_DIR
from warehouse.connections import literal, quoted

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_YES = {"channel_code": "web"}
"""What a yes stands for in a column that says only yes or no, such as `online`."""
_TRUE = "('1', 'true', 't', 'y', 'yes', '是')"


def column_sql(table: str, column: str) -> str:
    """Return `table.column`, in quotes where a name is no plain word."""
    return f"{_name(table)}.{_name(column)}"


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name.upper() not in _reserved() else quoted(name)


@functools.cache
def _reserved() -> frozenset[str]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "select upper(keyword_name) from duckdb_keywords() where keyword_category <> 'unreserved'"
        )
        return frozenset(word for (word,) in rows.fetchall())


def key_sql(table: str, columns: tuple[str, ...]) -> str:
    """Return the id of a row: its key, or the parts of it with `-` between."""
    parts = [column_sql(table, column) for column in columns]
    return parts[0] if len(parts) == 1 else " || '-' || ".join(f"cast({part} as varchar)" for part in parts)


def country_sql(sql: str, column: ColumnProfile) -> tuple[str, str]:
    """Return the ISO 3166-1 code of a country, and what is done to it in words."""
    if column.share("country") > 0.9:
        return (sql if _is_upper(column) else f"upper({sql})"), ""
    known = country_codes()
    seen = [value for value, _ in column.frequent]
    codes = {value: known.get(value.lower()) or _code_of(value) for value in seen}
    cases = " ".join(f"when {literal(value)} then {literal(code)}" for value, code in sorted(codes.items()) if code)
    missing = [value for value, code in codes.items() if not code]
    left = f"; {', '.join(missing[:5])} is none that is known" if missing else ""
    return f"case {sql} {cases} else {sql} end", f"names become codes of ISO 3166-1{left}"


def _code_of(value: str) -> str | None:
    return value.upper() if value.upper() in alpha2_countries() else None


def _is_upper(column: ColumnProfile) -> bool:
    return all(value == value.upper() for value, _ in column.frequent)


def truth_sql(sql: str, column: ColumnProfile) -> str:
    """Return yes or no."""
    return sql if column.value_type == "BOOLEAN" else f"lower(cast({sql} as varchar)) in {_TRUE}"


def moment_sql(sql: str, column: ColumnProfile, *, is_day: bool) -> str:
    """Return a day or a time."""
    if is_day:
        return sql if column.value_type == "DATE" else f"cast({sql} as date)"
    return sql if column.value_type == "TIMESTAMP" else f"cast({sql} as timestamp)"


def code_sql(entity: str, canonical: str, sql: str, column: ColumnProfile) -> tuple[str, str]:
    """Return a code of the canonical list for each value that is known, others as they are, and which, in words."""
    if column.value_type == "BOOLEAN":
        return _of_truth(canonical, sql)
    words = _codes_by_word(entity, canonical)
    seen = sorted(value for value, _ in column.frequent)
    known = {value: words[_plain(value)] for value in seen if _plain(value) in words}
    unknown = [value for value in seen if value not in known]
    left = f"; not mapped: {', '.join(unknown[:8])}" if unknown else ""
    if not known:
        return f"cast({sql} as varchar)", f"no value is known{left}"
    cases = " ".join(f"when {literal(value)} then {literal(code)}" for value, code in known.items())
    text = f"cast({sql} as varchar)"
    return f"case {text} {cases} else {text} end", f"{len(known)} values are known{left}"


def knows_codes(entity: str, canonical: str, column: ColumnProfile) -> bool:
    """Say whether a value of a column is a known word for a code of the canonical list."""
    if column.value_type == "BOOLEAN":
        return canonical in _YES
    words = _codes_by_word(entity, canonical)
    return any(_plain(value) in words for value, _ in column.frequent)


def _codes_by_word(entity: str, canonical: str) -> dict[str, str]:
    listed = _words_of(entity, canonical)
    return {str(word).lower(): code for code, words in listed.items() for word in words} | {it: it for it in listed}


def _of_truth(canonical: str, sql: str) -> tuple[str, str]:
    """The code of a column that only says yes or no."""
    code = _YES.get(canonical)
    if code is None:
        return f"cast({sql} as varchar)", "it says only yes or no"
    return f"case when {sql} then {literal(code)} end", f"yes is {code}; no is not mapped"


def _plain(value: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value)
    return re.sub(r"[\s_-]+", " ", spaced).strip().lower()


@functools.cache
def code_words() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the words that systems have for codes, by entity, column and code."""
    read: dict[str, Any] = yaml.safe_load((VOCABULARY_DIR / "code_words.yaml").read_text(encoding="utf-8"))
    return read


def _words_of(entity: str, canonical: str) -> dict[str, list[str]]:
    return code_words().get(entity, {}).get(canonical, {})
