"""The addresses of all parties, those that they had before included, and what each is spelt like.

Belongs here: the records of places, and which of their spellings are known from the last run. Not here: how an address
is taken apart (`spelling`).

A record of a place is an address of a party's record: that one's id, and a digest that tells its addresses apart. So
whoever moves is a record at each of two places, and what is decided about an address stays with it. Only the work
warehouse holds these ids: a release says where a record lives now, by its own id.
"""

from __future__ import annotations

import duckdb

from identity.normalise import latin
from identity.places import spelling
from identity.tables import PARTY_RECORD, PARTY_VERSION

ADDRESS = "identity_step_place_address"
"""source_name, record_id, party_record_id, text_hash, created_at, is_current, and the address as it is written."""
TEXT = "identity_step_place_text"
"""text_hash, form_hash, and the address taken apart; form_hash is null for one without a house number."""
FORM = "identity_step_place_form"
"""form_hash, the parts, is_new: one row per address that is spelt otherwise than the others."""
NEW = "identity_step_place_new"
KEPT_TEXT = "identity.place_text"
"""`TEXT` as the last run left it; personal, and no part of a release."""
PARTS = ("core", "kinds", "numbers", "postal", "city", "country")
SCRATCH = (ADDRESS, TEXT, FORM, NEW, latin.FORMS)
_COLUMNS = "source_name, party_record_id, street, city, postal_code, country_code, created_at"


def read_addresses(connection: duckdb.DuckDBPyConnection, *, has_versions: bool) -> None:
    """Write `ADDRESS`.

    Args:
        connection: With the canonical party records.
        has_versions: What the records read before is there too.
    """
    before = f"union all select {_COLUMNS}, false from {PARTY_VERSION}" if has_versions else ""
    connection.execute(f"""
        create or replace temp table {ADDRESS} as
        with every as (
            select {_COLUMNS}, true as is_current from {PARTY_RECORD} {before}
        ),
        written as (
            select *, lower(regexp_replace(concat_ws('|', trim(street), coalesce(trim(postal_code), ''),
                coalesce(trim(city), ''), coalesce(trim(country_code), '')), '\\s+', ' ', 'g')) as text
            from every
            where trim(street) <> '' and coalesce(nullif(trim(postal_code), ''), nullif(trim(city), '')) is not null
        )
        select source_name, party_record_id || '@' || left(md5(text), 8) as record_id, party_record_id,
            hash(text) as text_hash, min(created_at) as created_at, bool_or(is_current) as is_current,
            min(street) as street, min(city) as city, min(postal_code) as postal_code, min(country_code) as country_code
        from written
        group by source_name, party_record_id, text
    """)


def spell(connection: duckdb.DuckDBPyConnection, *, knows: bool) -> int:
    """Write `TEXT` and `FORM` of all addresses, and return how many texts were new.

    Args:
        connection: With `ADDRESS`.
        knows: What the last run spelt is there and was spelt by these rules.
    """
    known = f"anti join {KEPT_TEXT} as known using (text_hash)" if knows else ""
    connection.execute(f"""
        create or replace temp table {NEW} as
        select text_hash, min(street) as street, min(city) as city, min(postal_code) as postal_code,
            min(country_code) as country_code
        from {ADDRESS} as address {known}
        group by text_hash
    """)
    spelling.write_forms(connection, NEW)
    parts = ", ".join(PARTS)
    connection.execute(f"""
        create or replace temp table {TEXT} as
        select text_hash, case when numbers <> '' and core <> '' then hash({parts}) end as form_hash, {parts}
        from ({spelling.spelt_sql(NEW)})
    """)
    before = f"select distinct form_hash from {KEPT_TEXT}" if knows else "select null::ubigint as form_hash"
    if knows:
        connection.execute(
            f"insert into {TEXT} by name from {KEPT_TEXT} as known semi join {ADDRESS} using (text_hash)"
        )
    connection.execute(f"""
        create or replace temp table {FORM} as
        select form.*, before.form_hash is null as is_new
        from (select distinct form_hash, {parts} from {TEXT} where form_hash is not null) as form
        left join ({before}) as before on form.form_hash = before.form_hash
    """)
    ((count,),) = connection.execute(f"select count(*) from {NEW}").fetchall()
    return int(count)
