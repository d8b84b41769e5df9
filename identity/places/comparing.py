"""Which addresses are compared, how far they agree, and in bits what that is worth.

Belongs here: pairs, levels and weights. Not here: what they lead to (`identity.goods.joining`).

A pair has the same numbers of house and flat, and the postal code, or the town and the street's name. What it is
worth depends on its two addresses alone, so a run compares new addresses with all, and what it remembers of the others
is what comparing them anew would give.
"""

from __future__ import annotations

import duckdb

from identity.goods.evidence import RECORD, Evidence
from identity.goods.scoring import LEVEL, SCORED, sided
from identity.link.comparisons import Comparison, Level
from identity.places.configuration import place_settings
from identity.places.reading import FORM

PAIR = "identity_step_place_pair"
"""l < r (form hashes), and the level of each comparison; null where one address does not say it."""
KEPT_PAIR = "identity.place_pair"
"""`PAIR` as the last run left it."""
SCRATCH = (PAIR, LEVEL, SCORED)
_KEYS = (
    "postal || '|' || numbers || '|' || left(core, 2)",
    "postal || '|' || numbers || '||' || right(core, 2)",
    "city || '|' || numbers || '|||' || core",
)
_LIKE = "(kinds_l = kinds_r or kinds_l = '' or kinds_r = '')"
_SIGNS = "least(length(core_l), length(core_r))"
_NEAR = (
    f"abs(length(core_l) - length(core_r)) <= 2 and damerau_levenshtein(core_l, core_r) <= "
    f"case when {_SIGNS} >= 12 then 2 when {_SIGNS} >= 7 then 1 else 0 end"
)


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


EVIDENCE = (
    Evidence(
        Comparison("street", "false", (Level(f"core_l = core_r and {_LIKE}"), Level(f"{_LIKE} and {_NEAR}"))),
        ("street and number", "number, and street but for some letters"),
        "street",
    ),
    Evidence(
        Comparison(
            "postal",
            _missing("postal"),
            (Level("postal_l = postal_r"), Level("length(postal_l) >= 4 and levenshtein(postal_l, postal_r) = 1")),
        ),
        ("postal code", "postal code but for a sign"),
        "postal code",
    ),
    Evidence(
        Comparison(
            "city",
            _missing("city"),
            (Level("city_l = city_r"), Level("jaro_winkler_similarity(city_l, city_r) >= 0.9")),
        ),
        ("town", "town but for some letters"),
        "town",
    ),
    Evidence(
        Comparison("country", _missing("country"), (Level("country_l = country_r"),)),
        ("country",),
        "country",
    ),
)
NAMES = tuple(each.comparison.name for each in EVIDENCE)
_WORTH = "level_street < 2 and level_postal is distinct from 2 and level_country is distinct from 1"
_OPEN = {"postal": "postal is null", "kinds": "kinds = ''", "country": "country is null"}
"""Parts that an address may leave open, and when it does."""


def pair(connection: duckdb.DuckDBPyConnection, *, knows: bool) -> int:
    """Write `PAIR` of the addresses in `FORM`, and return how many pairs were compared.

    Args:
        connection: With `FORM`.
        knows: `KEPT_PAIR` holds the pairs of the addresses that are not new.
    """
    union = " union all ".join(f"select {key} as key, form_hash, is_new from {FORM}" for key in _KEYS)
    levels = ", ".join(f"{_level_of(each.comparison)} as level_{each.comparison.name}" for each in EVIDENCE)
    connection.execute(f"""
        create or replace temp table {PAIR} as
        with held as (select * from ({union}) where key is not null),
        met as (
            select distinct least(one.form_hash, other.form_hash) as l, greatest(one.form_hash, other.form_hash) as r
            from held as one
            inner join held as other on one.key = other.key and one.form_hash <> other.form_hash
            where one.is_new
        )
        select met.l, met.r, {levels}
        from met
        inner join {FORM} as l on met.l = l.form_hash
        inner join {FORM} as r on met.r = r.form_hash
    """)
    ((compared,),) = connection.execute(f"select count(*) from {PAIR}").fetchall()
    connection.execute(f"delete from {PAIR} where not ({_WORTH})")
    if knows:
        there = f"(select form_hash from {FORM})"
        connection.execute(f"insert into {PAIR} from {KEPT_PAIR} where l in {there} and r in {there}")
    return int(compared)


def weigh(connection: duckdb.DuckDBPyConnection) -> int:
    """Write `LEVEL` and `SCORED` of the rows of `RECORD`, and return how many pairs there are.

    `is_torn` tells that an address leaves open what would say which of several places it is.
    """
    bits = ", ".join(f"{_bits_of(each)} as bits_{each.comparison.name}" for each in EVIDENCE)
    levels = ", ".join(f"level_{name}" for name in NAMES)
    alike = ", ".join(
        f"case when {column} is not null then 0 end as level_{name}"
        for name, column in zip(NAMES, ("l.core", "l.postal", "l.city", "l.country"), strict=True)
    )
    connection.execute(f"""
        create or replace temp table {LEVEL} as
        with paired as (
            select least(one.record_number, other.record_number) as l,
                greatest(one.record_number, other.record_number) as r, {levels}
            from {PAIR} as pair
            inner join {RECORD} as one on pair.l = one.form_hash
            inner join {RECORD} as other on pair.r = other.form_hash
            union all
            select l.record_number, r.record_number, {alike}
            from {RECORD} as l
            inner join {RECORD} as r on l.form_hash = r.form_hash and l.record_number < r.record_number
        )
        select *, {bits} from paired
    """)
    weight = " + ".join(f"bits_{name}" for name in NAMES)
    connection.execute(f"""
        create or replace temp table {SCORED} as
        {_torn_sql()}
        select level.l, level.r, {levels}, {weight} - {place_settings().unlike} as weight,
            torn.l is not null as is_torn
        from {LEVEL} as level
        left join (select distinct l, r from torn) as torn on level.l = torn.l and level.r = torn.r
    """)
    ((pairs,),) = connection.execute(f"select count(*) from {SCORED}").fetchall()
    return int(pairs)


def rules_text() -> str:
    """Return what pairs are made by, so that a change of it is seen."""
    return repr((_KEYS, EVIDENCE, _WORTH))


def _torn_sql() -> str:
    """Return a `with` clause for `torn`: pairs of an address that leaves open in what its neighbours differ."""
    parts = " union all ".join(
        f"select l, r from met where {_side(is_open, 'one')} and not {_side(is_open, 'other')} "
        f"qualify count(distinct other_{column}) over (partition by one_number) > 1"
        for column, is_open in _OPEN.items()
    )
    columns = ", ".join(f"{alias}.{column} as {alias}_{column}" for alias in ("one", "other") for column in _OPEN)
    directions = " union all ".join(
        f"select l, r, {mine} as one_number, {theirs} as other_number from {LEVEL} where level_street = 0"
        for mine, theirs in (("l", "r"), ("r", "l"))
    )
    return f"""
        with met as (
            select directed.*, {columns}
            from ({directions}) as directed
            inner join {RECORD} as one on directed.one_number = one.record_number
            inner join {RECORD} as other on directed.other_number = other.record_number
        ),
        torn as ({parts})
    """


def _side(is_open: str, alias: str) -> str:
    return f"({alias}_{is_open})"


def _level_of(comparison: Comparison) -> str:
    cases = " ".join(f"when {sided(level.sql)} then {place}" for place, level in enumerate(comparison.levels))
    return f"case when {sided(comparison.missing)} then null {cases} else {len(comparison.levels)} end"


def _bits_of(evidence: Evidence) -> str:
    settings, name = place_settings(), evidence.comparison.name
    pairs = zip(settings.same[name], settings.strangers[name], strict=True)
    cases = " ".join(f"when {place} then log2({same} / {other})" for place, (same, other) in enumerate(pairs))
    return f"case level_{name} {cases} else 0.0 end"
