"""Pairs that may be one, and what speaks for and against each, in bits.

Belongs here: finding pairs by shared values, their levels, and the weight. Not here: what is compared
(`products`, `suppliers`), how often levels occur (`settings.toml`), or what a weight leads to (`joining`).

The weight of a pair is the sum over what is compared of log2(chance of its level in one entity / among strangers), less
the bits that it takes to find one record among those of the largest source. A value that others of its own source have
as well counts only as much as it is rare there. What two systems have in common in their codes is found in the table:
plain numbers that stand for different things in both say nothing, and where the same barcode mostly stands beside
different codes, a different code says nothing against.
"""

from __future__ import annotations

import re

import duckdb

from identity.configuration import Levels, linkage_settings
from identity.goods.evidence import RECORD, GoodKind
from identity.link.comparisons import Comparison

PAIR = "identity_step_good_pair"
"""l < r: record numbers of pairs that share a value."""
LEVEL = "identity_step_good_level"
"""l, r, their sources, is_plain, and level_ and bits_ of each comparison; null where there is nothing to compare."""
SCORED = "identity_step_good_scored"
"""l, r, weight in bits, and level_<comparison>: one row per pair."""
_SHARE = "identity_step_share"
_SCHEME = "identity_step_scheme"
SCRATCH = (PAIR, LEVEL, SCORED, _SHARE, _SCHEME)
_KNOWN_PAIRS = 20.0
"""How many pairs the expectation weighs that two systems have one scheme of codes."""
_LEAST_PAIRS = 5
"""Fewer pairs of equal plain codes do not show that they are of two schemes."""
_PLAIN_CODE = "[0-9]{1,7}|.{1,5}"
"""A code that two systems may have by chance."""
_SIDE = re.compile(r"\b([a-z_]+)_([lr])\b")


def score_kind(connection: duckdb.DuckDBPyConnection, kind: GoodKind) -> int:
    """Write `SCORED` by the settings of a kind, or as it weighs itself, and return how many pairs there are."""
    if kind.own_score:
        return kind.own_score(connection)
    settings = linkage_settings()
    chances = {"product": settings.product, "supplier": settings.supplier}[kind.entity]
    return score(connection, kind, chances, settings.blocking.largest_block)


def score(connection: duckdb.DuckDBPyConnection, kind: GoodKind, chances: Levels, largest_block: int) -> int:
    """Write `SCORED` from `RECORD` and return how many pairs were compared."""
    connection.execute(f"create or replace temp table {PAIR} as {_pair_sql(kind, largest_block)}")
    connection.execute(f"create or replace temp table {_SHARE} as {_share_sql(kind)}")
    connection.execute(f"create or replace temp table {LEVEL} as {_level_sql(kind, chances)}")
    connection.execute(f"create or replace temp table {_SCHEME} as {_scheme_sql(kind, chances)}")
    connection.execute(f"create or replace temp table {SCORED} as {_weight_sql(kind, chances)}")
    ((pairs,),) = connection.execute(f"select count(*) from {PAIR}").fetchall()
    return int(pairs)


def sided(sql: str) -> str:
    """Return SQL on `<column>_l` and `<column>_r` as SQL on the aliases l and r of the records."""
    return _SIDE.sub(r"\2.\1", sql)


def forbidden_sql(kind: GoodKind) -> str:
    """Return SQL that is true for the records l and r if one of the guards forbids that they are one."""
    return " or ".join(f"coalesce(({sided(guard.sql)}), false)" for guard in kind.guards)


def _pair_sql(kind: GoodKind, largest_block: int) -> str:
    """Pairs that share one of the keys and may be one; a value that more records have than a block holds finds none."""
    union = " union all ".join(
        f"select {place} as key_number, {key} as key_value, record_number from {RECORD}"
        for place, key in enumerate(kind.keys)
    )
    return f"""
        with held as (
            select *, count(*) over (partition by key_number, key_value) as held_count
            from ({union}) where key_value <> ''
            qualify held_count between 2 and {largest_block}
        )
        select distinct one.record_number as l, other.record_number as r
        from held as one
        inner join held as other
            on one.key_number = other.key_number and one.key_value = other.key_value
            and one.record_number < other.record_number
        inner join {RECORD} as l on one.record_number = l.record_number
        inner join {RECORD} as r on other.record_number = r.record_number
        where not ({forbidden_sql(kind)})
    """


def _weighed(kind: GoodKind) -> list[str]:
    """Return the columns whose values count by how rare they are."""
    levels = (level for each in kind.evidence for level in each.comparison.levels)
    return sorted({level.weighed_by for level in levels if level.weighed_by})


def _share_sql(kind: GoodKind) -> str:
    """One row per record: for each column, the share of other records of a source that have its value, at most."""
    held = ", ".join(
        f"(count(*) over (partition by source_name, {column}) - 1) / count(*) over (partition by source_name) "
        f"as {column}_held"
        for column in _weighed(kind)
    )
    shares = ", ".join(
        f"max({column}_held) over (partition by {column}) as {column}_share" for column in _weighed(kind)
    )
    columns = ", ".join(["record_number", *_weighed(kind)])
    return f"select record_number, {shares} from (select {columns}, {held} from {RECORD})"


def _level_sql(kind: GoodKind, chances: Levels) -> str:
    """One row per pair: the level of each comparison, and its bits."""
    comparisons = [each.comparison for each in kind.evidence]
    levels = ", ".join(f"{_level_of(comparison)} as level_{comparison.name}" for comparison in comparisons)
    bits = ", ".join(f"{_bits_of(comparison, chances)} as bits_{comparison.name}" for comparison in comparisons)
    shares = ", ".join(f"share.{column}_share" for column in _weighed(kind))
    return f"""
        with compared as (
            select pair.l, pair.r, l.source_name as source_l, r.source_name as source_r, {shares}, {levels},
                regexp_full_match(l.{kind.own_code}, '{_PLAIN_CODE}') as is_plain
            from {PAIR} as pair
            inner join {RECORD} as l on pair.l = l.record_number
            inner join {RECORD} as r on pair.r = r.record_number
            inner join {_SHARE} as share on pair.l = share.record_number
        )
        select * exclude ({", ".join(f"{column}_share" for column in _weighed(kind))}), {bits} from compared
    """


def _level_of(comparison: Comparison) -> str:
    cases = " ".join(f"when {sided(level.sql)} then {place}" for place, level in enumerate(comparison.levels))
    return f"case when {sided(comparison.missing)} then null {cases} else {len(comparison.levels)} end"


def _bits_of(comparison: Comparison, chances: Levels) -> str:
    same, strangers = chances.same[comparison.name], chances.strangers[comparison.name]
    cases = []
    for place, (chance, stranger) in enumerate(zip(same, strangers, strict=True)):
        column = comparison.levels[place].weighed_by if place < len(comparison.levels) else None
        by_chance = f"greatest({stranger}, {column}_share)" if column else f"{stranger}"
        cases.append(f"when {place} then log2({chance} / {by_chance})")
    return f"case level_{comparison.name} {' '.join(cases)} else 0 end"


def _scheme_sql(kind: GoodKind, chances: Levels) -> str:
    """One row per pairing of sources: bits of a different code, and whether plain codes are of two schemes.

    They are if, among pairs of the same plain code, everything else that can be compared speaks against.
    """
    code, differs = kind.own_code, len(chances.same[kind.own_code]) - 1
    expected = chances.same[code][differs] * _KNOWN_PAIRS
    known = f"level_{kind.proof} = 0 and level_{code} is not null"
    others = ", ".join(
        f"avg(bits_{name}) filter (is_plain and level_{code} = 0 and level_{name} is not null)"
        for name in (each.comparison.name for each in kind.evidence)
        if name != code
    )
    return f"""
        select source_l, source_r,
            log2((count(*) filter ({known} and level_{code} = {differs}) + {expected})
                / (count(*) filter ({known}) + {_KNOWN_PAIRS}) / {chances.strangers[code][differs]}) as bits_of_other,
            count(*) filter (is_plain and level_{code} = 0) >= {_LEAST_PAIRS}
                and coalesce(greatest({others}) < 0, false) as is_foreign
        from {LEVEL}
        group by source_l, source_r
    """


def _weight_sql(kind: GoodKind, chances: Levels) -> str:
    """One row per pair: its weight, with the own code counted as the two systems use it."""
    code, differs = kind.own_code, len(chances.same[kind.own_code]) - 1
    names = [each.comparison.name for each in kind.evidence if each.comparison.name != code]
    look = _look_sql(kind, chances)
    return f"""
        with placed as (
            select level.* exclude (level_{code}), bits_of_other,
                case when not (is_foreign and is_plain) then level_{code} end as level_{code}
            from {LEVEL} as level
            inner join {_SCHEME} as scheme
                on level.source_l = scheme.source_l and level.source_r = scheme.source_r
        ),
        size as (select log2(max(n)) as bits, sum(n * (n - 1) / 2) + 1 as pairs
            from (select count(*) as n from {RECORD} group by source_name))
        select l, r, {", ".join(f"level_{name}" for name in [code, *names])},
            {" + ".join(f"bits_{name}" for name in names)} + {look} - size.bits
                + case when level_{code} is null then 0 when level_{code} = {differs} then bits_of_other
                    else bits_{code} end as weight
        from placed cross join size
    """


def _look_sql(kind: GoodKind, chances: Levels) -> str:
    """Return SQL for the bits that a whole look counts beyond its parts, 0 for a kind that has no looks.

    A catalogue is made so that no two of its variants look the same: how many do within a source shows how rarely two
    agree in everything by chance, which the parts, each of them common, do not.
    """
    if not kind.look:
        return "0"
    agrees = " and ".join(f"coalesce(level_{name}, 0) <= {worst}" for name, worst in kind.look)
    parts = " + ".join(f"bits_{name}" for name, _ in kind.look)
    alike = f"(select sum(alike_count - 1) / 2 + 0.5 from {RECORD})"
    by_chance = f"greatest({chances.strangers['look'][0]}, {alike} / size.pairs)"
    return f"case when {agrees} then greatest(0, log2({chances.same['look'][0]} / {by_chance}) - ({parts})) else 0 end"
