"""Keys and references that nobody declared, found in values and names.

A column refers to a key if its values are among the key's. That may be chance: numbers from 1 to 20 are among those
from 1 to 100 in any system. So either the names agree, or the chance that so many values hit the key is very small.

Belongs here: candidate keys and references. Not here: reading and counting values (looking).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import duckdb

from ingestion.mapping.opening import OpenTable
from ingestion.mapping.system_profile import ColumnProfile, Reference, TableProfile
from ingestion.mapping.words import tokens_of
from warehouse.connections import quoted

_VALUES = "memory.main.seen_values"
_CONTAINED = 0.98
"""Share of a column's different values that must be among the key's: some may be orphans."""
_LONGEST_KEY = 64
_CHILD_BOUND = 3_000
"""Different values of a referring column that are looked up."""
_BY_CHANCE = 1e-6
_KEY_WORDS = {"id", "code", "number", "key"}
_VAGUE = {"type", "line", "status", "group", "name", "level", "position", "history", "header", "date", "time"}
"""Words that stand in the names of many tables."""
_SAYS_NOTHING = {"standard", "parent", "header", "owner", "entity", "translatable", "object", "reference", "source"}
"""Words of a reference that say no more than that it is one."""
_TEXTS = {"translation", "description", "language", "text", "localization", "i18n", "content"}
"""What a table of texts has in its name besides that of the table whose texts they are."""
_AGREE = 0.5
"""How well a name must say the table that it refers to."""
_COMPOSITE_BOUND = 7
"""Columns of a table that may take part in a key of two or three."""


def find_keys(connection: duckdb.DuckDBPyConnection, open_table: OpenTable, table: TableProfile) -> TableProfile:
    """Return the table with its likeliest key, where it declares none."""
    if table.primary_key or not table.looked_at_count:
        return table
    single = [column for column in table.columns if column.is_unique and _may_be_key(column)]
    if single:
        best = max(single, key=lambda column: _key_likeness(table, column))
        if _key_likeness(table, best) > 0:
            return replace(table, primary_key=(best.name,))
    composite = _composite_key(connection, open_table, table)
    if composite:
        return replace(table, primary_key=composite)
    return replace(table, primary_key=(single[0].name,)) if single else table


def _may_be_key(column: ColumnProfile) -> bool:
    if column.share("number") == 1.0 and column.most_decimals > 0:
        return False
    return not column.is_moment and column.longest <= _LONGEST_KEY and column.null_share == 0


def _key_likeness(table: TableProfile, column: ColumnProfile) -> float:
    """How much a unique column looks like the key: by its name, its place, and that it is no generated number."""
    tokens = set(tokens_of(column.name))
    own = set(tokens_of(table.name))
    likeness = 0.0
    likeness += 2.0 if tokens & {"id", "key"} else 1.5 if tokens & _KEY_WORDS else 0.0
    is_bare = column.name.strip("_").lower() == "id"
    likeness += 1.5 if is_bare else 1.0 if tokens & own else 0.0
    likeness += 0.5 if column.name == table.columns[0].name else 0.0
    is_aside = column.name != table.columns[0].name and not is_bare
    likeness -= 2.0 if column.share("uuid") == 1.0 and is_aside else 0.0
    likeness -= 1.0 if column.share("words") > 0.5 else 0.0
    return likeness


def _composite_key(
    connection: duckdb.DuckDBPyConnection, open_table: OpenTable, table: TableProfile
) -> tuple[str, ...]:
    """The first two or three columns that are unique together."""
    able = [c.name for c in table.columns if c.null_share == 0 and c.distinct_count > 1 and _may_be_part(c)]
    able = able[:_COMPOSITE_BOUND]
    sets = [names for size in (2, 3) for names in combinations(able, size)]
    if not sets:
        return ()
    counts = ", ".join(f"count(distinct ({', '.join(map(quoted, names))}))" for names in sets)
    row = connection.execute(f"select {counts} from {open_table.relation}").fetchone() or ()
    unique = [names for names, count in zip(sets, row, strict=True) if count == table.looked_at_count]
    return min(unique, key=lambda names: (len(names), -_together(names)), default=())


def _together(names: Iterable[str]) -> int:
    return sum(bool(set(tokens_of(name)) & _KEY_WORDS) for name in names)


def _may_be_part(column: ColumnProfile) -> bool:
    if column.value_type.startswith("DECIMAL") or column.longest > _LONGEST_KEY or column.share("uuid") == 1.0:
        return False
    words = set(tokens_of(column.name))
    return not words & {"price", "amount", "quantity", "modified", "rowguid"}


def find_references(
    connection: duckdb.DuckDBPyConnection, open_tables: list[OpenTable], tables: list[TableProfile]
) -> tuple[Reference, ...]:
    """Return the declared references, then those that values and names speak for; the surest of a column first."""
    declared = [
        Reference(table.name, own, other, theirs, is_declared=True, confidence=1.0, reason="the system declares it")
        for table in open_tables
        for own, other, theirs in table.keys.references
    ]
    taken = {(reference.table, column, reference.to_table) for reference in declared for column in reference.columns}
    found = [
        reference
        for reference in _contained(connection, tables)
        if (reference.table, reference.columns[0], reference.to_table) not in taken
    ]
    return tuple(declared) + tuple(_best_per_column(found))


@dataclass(frozen=True)
class _Pair:
    """How a column's values lie among those of a key."""

    table: str
    column: str
    to_table: str
    to_column: str
    contained: float
    distinct_count: int
    density: float


def _contained(connection: duckdb.DuckDBPyConnection, tables: list[TableProfile]) -> list[Reference]:
    keys = [(t.name, c.name) for t in tables for c in t.columns if _is_referable(t, c)]
    children = [(t.name, c.name) for t in tables for c in t.columns if _may_refer(c)]
    if not keys or not children:
        return []
    by_name = {table.name: table for table in tables}
    found = (_judged(by_name, pair) for pair in _pairs(connection, keys, children))
    return [reference for reference in found if reference]


def _is_referable(table: TableProfile, column: ColumnProfile) -> bool:
    """The single key of a table, or a unique code of it."""
    if not column.is_unique or not _may_be_key(column):
        return False
    if table.primary_key == (column.name,):
        return True
    return bool(set(tokens_of(column.name)) & _KEY_WORDS) and column.share("uuid") < 1.0


def _may_refer(column: ColumnProfile) -> bool:
    if column.is_empty or column.is_moment or column.longest > _LONGEST_KEY or column.value_type == "BOOLEAN":
        return False
    words = set(tokens_of(column.name))
    if (
        words & {"quantity", "price", "amount", "percent", "rate", "year", "date", "count", "total"}
        and not words & _KEY_WORDS
    ):
        return False
    return not (column.value_type.startswith("DECIMAL") and column.most_decimals > 0)


def _pairs(
    connection: duckdb.DuckDBPyConnection, keys: list[tuple[str, str]], children: list[tuple[str, str]]
) -> list[_Pair]:
    """Look every value of every column up among all keys, in one join."""
    _list_of(connection, "key_columns", keys)
    _list_of(connection, "child_columns", children)
    rows = connection.execute(
        f"""
        with child_values as (
            select table_name, column_name, value
            from {_VALUES} semi join child_columns using (table_name, column_name)
            qualify row_number() over (partition by table_name, column_name order by hash(value)) <= {_CHILD_BOUND}
        ),
        key_values as (select * from {_VALUES} semi join key_columns using (table_name, column_name)),
        child_counts as (
            select table_name, column_name, count(*) as distinct_count,
                   min(try_cast(value as hugeint)) as lowest, max(try_cast(value as hugeint)) as highest,
                   count(try_cast(value as hugeint)) = count(*) as is_integer
            from child_values group by all
        ),
        hits as (
            select c.table_name, c.column_name, k.table_name as to_table, k.column_name as to_column,
                   count(*) as hit_count
            from child_values as c
            inner join key_values as k on c.value = k.value
            where (c.table_name, c.column_name) <> (k.table_name, k.column_name)
            group by all
        ),
        likely as (
            select hits.*, child_counts.* exclude (table_name, column_name)
            from hits inner join child_counts using (table_name, column_name)
            where hit_count >= {_CONTAINED} * distinct_count
        )
        select likely.table_name, likely.column_name, to_table, to_column, hit_count / distinct_count, distinct_count,
               case when is_integer then (
                   select count(*) filter (try_cast(value as hugeint) between lowest and highest)
                   from key_values as k where k.table_name = to_table and k.column_name = to_column
               ) / cast(highest - lowest + 1 as double) else 0.05 end
        from likely"""
    ).fetchall()
    return [_Pair(*row) for row in rows]


def _list_of(connection: duckdb.DuckDBPyConnection, name: str, columns: list[tuple[str, str]]) -> None:
    connection.execute(f"create or replace temp table {name} (table_name varchar, column_name varchar)")
    connection.executemany(f"insert into {name} values (?, ?)", columns)


def _judged(tables: dict[str, TableProfile], pair: _Pair) -> Reference | None:
    """Turn a containment into a reference, if names or chance speak for it."""
    home, target = tables[pair.table], tables[pair.to_table]
    affinity = max(_affinity(target, pair), _of_texts(home, target, pair))
    is_unlikely = min(pair.density, 1.0) ** pair.distinct_count < _BY_CHANCE
    if _is_at_home(home, pair.column):
        return None
    if affinity < _AGREE and not (
        is_unlikely and target.primary_key == (pair.to_column,) and _names_a_thing(pair.column)
    ):
        return None
    is_key = target.primary_key == (pair.to_column,)
    confidence = 0.5 + 0.36 * affinity + (0.08 if is_unlikely else 0.0) - (0.0 if is_key else 0.05)
    is_own_id = affinity == 1.0 and not _things(pair.to_column)
    confidence += 0.1 if is_own_id else 0.04 if _same(pair.column, pair.to_column) else 0.0
    confidence += 0.05 * _kinship(home, target)
    share = f"{pair.contained:.0%} of its {pair.distinct_count:,} values are among {pair.to_table}.{pair.to_column}"
    reason = f"{share}, and the names agree" if affinity >= _AGREE else f"{share}, which chance would hardly do"
    return Reference(
        pair.table, (pair.column,), pair.to_table, (pair.to_column,), False, round(min(confidence, 0.97), 2), reason
    )


def _kinship(home: TableProfile, target: TableProfile) -> float:
    """How much of a table's name stands in that of the table which refers to it, as in that of its lines (0 to 1)."""
    named = set(tokens_of(_last_part(target.name))) - _VAGUE
    return len(named & set(tokens_of(_last_part(home.name)))) / len(named) if named else 0.0


def _is_at_home(table: TableProfile, column: str) -> bool:
    """Say whether a column is the key of its own table by its name: others refer to it, and it to none."""
    if table.primary_key != (column,):
        return False
    own, named = _things(column), list(tokens_of(_last_part(table.name)))
    return not own or set(own) == set(named) or (table.columns[0].name == column and own[-1:] == named[-1:])


def _things(column: str) -> list[str]:
    return [word for word in tokens_of(column) if word not in _KEY_WORDS]


def _names_a_thing(column: str) -> bool:
    return bool(set(tokens_of(column)) & _KEY_WORDS)


def _affinity(to_table: TableProfile, pair: _Pair) -> float:
    """How well the name of a column says the table that it refers to (0 to 1)."""
    own = [word for word in _things(pair.column) if word not in _VAGUE] or _things(pair.column)
    key = _things(pair.to_column)
    named = set(tokens_of(_last_part(to_table.name)))
    named = named - _VAGUE or named
    if not own:
        return 0.0
    shared = len(set(own) & named) / len(named) if named else 0.0
    if set(own) == named:
        return 1.0
    if own == key:
        return 1.0 if set(own) & named else 0.7
    if own[-1] in named or own[-1:] == key[-1:]:
        return 0.6 + 0.3 * shared
    return 0.5 * shared


def _of_texts(home: TableProfile, target: TableProfile, pair: _Pair) -> float:
    """How well a table's name alone says that its rows are texts of another's, whatever the column is called."""
    if set(_things(pair.column)) - _SAYS_NOTHING or target.primary_key != (pair.to_column,):
        return 0.0
    rest = set(tokens_of(_last_part(home.name))) - set(tokens_of(_last_part(target.name)))
    is_longer = set(tokens_of(_last_part(target.name))) < set(tokens_of(_last_part(home.name)))
    return 1.0 if is_longer and rest <= _TEXTS else 0.0


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W|_", "", one.lower()) == re.sub(r"\W|_", "", other.lower())


def _last_part(table: str) -> str:
    """The name of a table without its schema."""
    return table.rsplit(".", 1)[-1]


def _best_per_column(found: list[Reference]) -> list[Reference]:
    """The surest reference of each column, then tables that have the same column under the same name."""
    by_column: dict[tuple[str, str], list[Reference]] = defaultdict(list)
    for reference in found:
        by_column[reference.table, reference.columns[0]].append(reference)
    ranked = [sorted(by_column[column], key=_rank) for column in sorted(by_column)]
    return [candidates[0] for candidates in ranked] + [
        it
        for candidates in ranked
        for it in candidates[1:]
        if _things(candidates[0].to_columns[0]) and _same(it.columns[0], it.to_columns[0])
    ]


def _rank(reference: Reference) -> tuple[float, str]:
    return -reference.confidence, reference.to_table
