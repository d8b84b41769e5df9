"""Which rules join two records whatever a model says.

Belongs here: what two records share and by which a run joins them: a reference that one system keeps of the other's
record, tax numbers of companies, maps of keys. Not here: whether the run did join them (the crosswalk).
"""

from __future__ import annotations

import duckdb

from identity.explain.subjects import RecordName, has_table
from identity.normalise import spelling
from identity.tables import KEY_MAP, PARTY_RECORD, PLACE_LINK

_REFERS = "coalesce({one}.external_vendor = {other}.vendor and {one}.external_id = {other}.party_record_id, false)"


def shared_values(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName
) -> tuple[str, ...]:
    """Return in words what two records share that joins records by rule, whatever a model says.

    Args:
        connection: The work warehouse.
        entity: 'customer', 'product', 'supplier' or 'place'.
        record: One record.
        other: The other one.
    """
    of_kind = {"customer": _of_parties, "place": _of_places}.get(entity)
    shared = of_kind(connection, record, other) if of_kind else ()
    return (*shared, *_mapped(connection, entity, record, other))


def _of_parties(connection: duckdb.DuckDBPyConnection, record: RecordName, other: RecordName) -> tuple[str, ...]:
    """Tell of a reference between the systems, and of one tax number of two companies."""
    found = connection.execute(
        f"""
        with spelt as (
            select *, {spelling.signs("tax_id")} as tax_signs from {PARTY_RECORD}
            where (source_name, party_record_id) in ((?, ?), (?, ?))
        ),
        keyed as (
            select *, case party_type when 'organisation' then {spelling.tax_id("tax_signs", "country_code")} end
                as tax_key
            from spelt
        )
        select {_REFERS.format(one="one", other="other")} or {_REFERS.format(one="other", other="one")},
            coalesce(one.tax_key = other.tax_key, false)
        from keyed as one
        inner join keyed as other
            on (one.source_name, one.party_record_id) < (other.source_name, other.party_record_id)
            and one.party_type = other.party_type
        """,
        [*record, *other],
    ).fetchall()
    said = ("one system keeps the other's id of it", "the same tax number")
    return tuple(words for words, holds in zip(said, found[0], strict=True) if holds) if found else ()


def _of_places(connection: duckdb.DuckDBPyConnection, record: RecordName, other: RecordName) -> tuple[str, ...]:
    """Tell whether two addresses are written alike: one row stands for both."""
    ((rows, spellings),) = connection.execute(
        f"""
        select count(*), count(distinct case when rule_name = 'same_address' and match_weight is null
            then evidence_source_name || ':' || evidence_record_id else source_name || ':' || place_record_id end)
        from {PLACE_LINK} where (source_name, place_record_id) in ((?, ?), (?, ?))
        """,
        [*record, *other],
    ).fetchall()
    return ("the same address, but for capitals, abbreviations and the like",) if (rows, spellings) == (2, 1) else ()


def _mapped(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName
) -> tuple[str, ...]:
    """Tell whether a map of old to new keys names the two."""
    if not has_table(connection, KEY_MAP):
        return ()
    ((count,),) = connection.execute(
        f"select count(*) from {KEY_MAP} where entity = ? and "
        "((source_name = ? and record_id = ? and other_source_name = ? and other_record_id = ?) or "
        "(source_name = ? and record_id = ? and other_source_name = ? and other_record_id = ?))",
        [entity, *record, *other, *other, *record],
    ).fetchall()
    return ("a map of old to new keys names both",) if count else ()
