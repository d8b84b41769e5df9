"""The comparable form of every record, kept from run to run: only records that changed are normalised.

Belongs here: the kept forms and stop-list, and which records they touch. Not here: how a value is spelt.
"""

from __future__ import annotations

import duckdb

from identity.configuration import StopList
from identity.models.kept import KeptModel, PartyType
from identity.normalise.build import FAMILY, GIVEN, RECORD, write_records
from identity.normalise.stopping import stopped_sql
from identity.parties.reading import write_given
from identity.parties.tables import CHANGED, DIRTY, PartyTables

BEFORE = "identity_step_before"
"""The forms that dirty records had in the last run, its stop-list applied."""
_STOPPED = ("mailbox", "phone", "tax")


def take_forms(
    connection: duckdb.DuckDBPyConnection,
    kept: KeptModel,
    limits: StopList,
    tables: PartyTables,
    *,
    learn_families: bool = False,
) -> None:
    """Normalise what changed, renew forms and stop-list, and write `DIRTY` and `BEFORE`.

    A record is dirty when it changed, came or went, or when one of its identifiers was stopped or is no longer.

    Args:
        connection: With `CHANGED`, and the surnames of the model.
        kept: The model.
        limits: What makes a stop-list.
        tables: The kept tables.
        learn_families: Find the surnames in the changed records.
    """
    organisations = kept.party_type == "organisation"
    connection.execute(f"create or replace temp table identity_step_old as from {tables.form} where record_hash in "
                       f"(select record_hash from {CHANGED})")  # fmt: skip
    connection.execute(f"create or replace temp table identity_step_stop as from {tables.stop}")
    write_given(connection, kept.party_type, CHANGED)
    write_records(connection, organisations=organisations, sources=kept.sources, learn_families=learn_families)
    connection.execute(f"delete from {tables.form} where record_hash in (select record_hash from {CHANGED})")
    connection.execute(f"insert into {tables.form} by name {_new_forms_sql()}")
    connection.execute(f"create or replace table {tables.stop} as {stopped_sql(tables.form, limits, organisations)}")
    connection.execute(f"create or replace temp table {DIRTY} as {_dirty_sql(tables)}")
    connection.execute(f"create or replace temp table {BEFORE} as {_before_sql(tables)}")
    for scratch in ("identity_step_old", "identity_step_stop"):
        connection.execute(f"drop table temp.{scratch}")


def write_local_records(connection: duckdb.DuckDBPyConnection, records: str, tables: PartyTables) -> None:
    """Write the comparable records of some forms, stop-list applied and numbered by source and id.

    Args:
        connection: With the kept tables.
        records: Table of record_hash: which ones.
        tables: The kept tables.
    """
    connection.execute(f"""
        create or replace temp table {RECORD} as
        select (row_number() over (order by source_name, record_id) - 1)::integer as record_number,
            * exclude (source_name, record_id, given_hash) replace ({stopped_columns(tables.stop)})
        from {tables.form} as form
        where record_hash in (select record_hash from {records})
    """)


def stopped_columns(stop: str) -> str:
    """Return the columns of a form in which a stopped value is null, for `replace (…)`."""
    return ", ".join(
        f"case when form.{column} not in (select value from {stop} where column_name = '{column}') "
        f"then form.{column} end as {column}"
        for column in _STOPPED
    )


def empty_tables(connection: duckdb.DuckDBPyConnection, party_type: PartyType, tables: PartyTables) -> None:
    """Forget everything: the tables stand, typed and empty."""
    connection.execute(f"create or replace temp table {CHANGED} as select 0::ubigint as record_hash limit 0")
    write_given(connection, party_type, CHANGED)
    connection.execute(f"create temp table if not exists {FAMILY} (family varchar)")
    write_records(connection, organisations=party_type == "organisation", learn_families=False)
    connection.execute(f"create or replace table {tables.form} as select * from ({_new_forms_sql('0::ubigint')})")
    connection.execute(f"create or replace table {tables.stop} (column_name varchar, value varchar)")
    connection.execute(f"create or replace table {tables.edge} (l ubigint, r ubigint, weight float)")
    connection.execute(
        f"create or replace table {tables.part} (record_hash ubigint, component ubigint, cluster ubigint)"
    )


def _new_forms_sql(given_hash: str | None = None) -> str:
    changed = "" if given_hash else f"inner join {CHANGED} as changed on given.record_hash = changed.record_hash"
    return f"""
        select given.record_hash, given.source_name, given.record_id,
            {given_hash or "changed.given_hash"} as given_hash, record.* exclude (record_number)
        from {RECORD} as record
        inner join {GIVEN} as given on record.record_number = given.record_number
        {changed}
    """


def _dirty_sql(tables: PartyTables) -> str:
    touched = " union ".join(
        f"select form.record_hash from {tables.form} as form inner join moved "
        f"on moved.column_name = '{column}' and moved.value = form.{column}"
        for column in _STOPPED
    )
    return f"""
        with moved as (
            (from {tables.stop} except from identity_step_stop)
            union (from identity_step_stop except from {tables.stop})
        )
        select record_hash from {CHANGED} union {touched}
    """


def _before_sql(tables: PartyTables) -> str:
    """Forms of the last run: of changed records the old ones, of touched records the same ones."""
    return f"""
        with form as (
            from identity_step_old
            union all by name
            from {tables.form}
            where record_hash in (select record_hash from {DIRTY})
                and record_hash not in (select record_hash from {CHANGED})
        )
        select form.* replace ({stopped_columns("identity_step_stop")}) from form
    """
