"""What makes two addresses one place, and what forbids it.

Belongs here: the rows that are joined, the rules and the guards. Not here: how addresses are compared (`comparing`), or
how rules become groups (`identity.goods.joining`).
"""

from __future__ import annotations

import hashlib

import duckdb

from identity.goods.evidence import RECORD, GoodKind, Guard, NamedRule
from identity.places import comparing, reading
from identity.places.comparing import EVIDENCE, KEPT_PAIR, pair, rules_text, weigh
from identity.places.reading import ADDRESS, FORM, KEPT_TEXT, NEW, PARTS, TEXT, read_addresses, spell
from identity.places.spelling import spelt_sql
from identity.tables import IDENTITY_DECISION, PARTY_VERSION, PLACE_LINK

MEMBER = "identity_step_place_member"
"""source_name, record_id, record_number, is_first: each record with the row of `RECORD` that stands for it."""
STATE = "identity.place_state"
"""rules_hash: by which rules the kept texts and pairs were made."""


def write_records(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the addresses, their pairs, `RECORD` and `MEMBER`, and return how many addresses have no number of a house.

    Records that are spelt alike are one row, but for those that a person told from another one.
    """
    knows = _knows(connection)
    read_addresses(connection, has_versions=_has(connection, PARTY_VERSION))
    spell(connection, knows=knows)
    pair(connection, knows=knows)
    connection.execute(f"create or replace temp table {MEMBER} as {_member_sql(connection)}")
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    ((vague,),) = connection.execute(
        f"select count(*) from {ADDRESS} inner join {TEXT} using (text_hash) where form_hash is null"
    ).fetchall()
    return int(vague)


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep what was spelt and compared, for the next run."""
    connection.execute("create schema if not exists identity")
    connection.execute(f"create or replace table {STATE} as select '{rules_hash()}' as rules_hash")
    connection.execute(f"create or replace table {KEPT_TEXT} as from {TEXT}")
    connection.execute(f"create or replace table {KEPT_PAIR} as from {comparing.PAIR}")


def rules_hash() -> str:
    """Return what tells one way of spelling and pairing from another."""
    return hashlib.sha256((spelt_sql(NEW) + rules_text()).encode()).hexdigest()


def _knows(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the last run left texts and pairs, made by these rules."""
    there = all(_has(connection, name) for name in (STATE, KEPT_TEXT, KEPT_PAIR))
    return there and connection.execute(f"from {STATE}").fetchall() == [(rules_hash(),)]


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    schema, _, name = table.partition(".")
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
        ).fetchall()
    )


def _member_sql(connection: duckdb.DuckDBPyConnection) -> str:
    """One row per record of an address that has a number; the oldest record of a row is its first."""
    decided = "select null::varchar as source_name, null::varchar as record_id where false"
    if _has(connection, IDENTITY_DECISION):
        parted = f"from {IDENTITY_DECISION} where entity = 'place' and kind = 'cannot_link'"
        decided = f"select source_name, record_id {parted} union select other_source_name, other_record_id {parted}"
    age = "created_at nulls last, source_name, record_id"
    return f"""
        with stood as (
            select address.source_name, address.record_id, address.created_at, text.form_hash,
                case when own.record_id is not null then address.source_name || ':' || address.record_id else '' end
                    as own
            from {ADDRESS} as address
            inner join {TEXT} as text on address.text_hash = text.text_hash and text.form_hash is not null
            left join ({decided}) as own
                on address.source_name = own.source_name and address.record_id = own.record_id
        ),
        aged as (
            select *, row_number() over (partition by form_hash, own order by {age}) = 1 as is_first from stood
        ),
        numbered as (
            select form_hash, own, (row_number() over (order by {age}) - 1)::integer as record_number
            from aged where is_first
        )
        select aged.source_name, aged.record_id, aged.created_at, aged.form_hash, aged.is_first,
            numbered.record_number
        from aged inner join numbered using (form_hash, own)
    """


def _record_sql() -> str:
    parts = ", ".join(f"form.{part}" for part in PARTS)
    return f"""
        select member.record_number, member.source_name, member.record_id, member.created_at, member.form_hash, {parts}
        from {MEMBER} as member
        inner join {FORM} as form on member.form_hash = form.form_hash
        where member.is_first
    """


_STREET = "level_street = 0 and not is_torn"
PLACES = GoodKind(
    entity="place",
    reads=ADDRESS,
    writes=PLACE_LINK,
    id_column="place_record_id",
    write_records=write_records,
    scratch=(MEMBER, *reading.SCRATCH, *comparing.SCRATCH),
    keys=(),
    evidence=EVIDENCE,
    own_code="",
    proof="",
    rules=(
        NamedRule("same_address", f"{_STREET} and level_postal = 0 and coalesce(level_city, 0) = 0"),
        NamedRule("same_postal_code", f"{_STREET} and level_postal = 0"),
        NamedRule("without_postal_code", f"{_STREET} and level_postal is null and level_city = 0"),
        NamedRule(
            "misspelt_street",
            "level_street = 1 and not is_torn and level_postal = 0 and coalesce(level_city, 0) < 2",
            decided_by="model",
        ),
    ),
    guards=(
        Guard("two_numbers", "numbers_l <> numbers_r"),
        Guard("two_postal_codes", "postal_l <> postal_r"),
        Guard("two_kinds_of_street", "kinds_l <> kinds_r and kinds_l <> '' and kinds_r <> ''"),
        Guard("two_lands", "country_l <> country_r"),
    ),
    said_by="record_id",
    members=MEMBER,
    own_score=weigh,
)
