"""One table of comparable records from a table of canonical columns.

Belongs here: the order of the steps, and the columns that come out. Not here: how one value is spelt.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from identity.normalise import companies, latin, names, phones, places, spelling

GIVEN = "identity_step_given"
"""record_number and the canonical columns, all text: what is read."""
RECORD = "identity_step_comparable"
"""record_number, source_name and the comparable columns: what is written."""
FAMILY = "identity_step_family"
"""family: surnames of two words that records with both names have; whole names are taken apart by them."""
SOURCE = "identity_step_source"
"""source_name, source_number: the sources that a model tells apart."""
SOURCES = 64
"""How many those are at most; further ones count as one."""
COLUMNS = (
    "source_name", "given_name", "family_name", "full_name", "email", "phone", "street", "city", "postal_code",
    "region", "country_code", "birth_date", "tax_id", "company_name",
)  # fmt: skip
_LATIN = ("given_name", "family_name", "full_name", "street", "city")
_SPELT = "identity_step_spelt"
_PARTED = "identity_step_parted"
_SOUND = "identity_step_sound"
SCRATCH = (latin.FORMS, phones.PLANS, _SPELT, _PARTED, _SOUND, "identity_step_nickname")


def _number_sources(connection: duckdb.DuckDBPyConnection, first: Sequence[str]) -> None:
    """Write `SOURCE`: the sources that a model knows keep their numbers, those of the given records follow by name."""
    connection.execute(f"create or replace temp table {SOURCE} (source_name varchar, source_number usmallint)")
    if first:
        connection.executemany(f"insert into {SOURCE} values (?, ?)", [[name, at] for at, name in enumerate(first)])
    connection.execute(f"""
        insert into {SOURCE}
        select source_name, least({len(first)} + row_number() over (order by source_name) - 1, {SOURCES - 1})
        from (select distinct coalesce(source_name, '') as source_name from {GIVEN}) as given
        anti join {SOURCE} as known on given.source_name = known.source_name
    """)


def write_records(
    connection: duckdb.DuckDBPyConnection,
    *,
    organisations: bool,
    sources: Sequence[str] = (),
    learn_families: bool = True,
) -> None:
    """Write the table of comparable records from the given ones; the other scratch tables are dropped.

    An organisation without a company's name has it in its full name; a person's company is another party.

    Args:
        connection: With `GIVEN`.
        organisations: What the records are of.
        sources: Those that have a number already, in its order.
        learn_families: Write `FAMILY` from the records; otherwise it is there.
    """
    _number_sources(connection, sources)
    company = "coalesce(given.company_name, given.full_name)" if organisations else "given.company_name"
    bare = companies.without_native_form(company)
    latin.write_forms(connection, f"{GIVEN} as given", (*_LATIN, bare))
    phones.write_plans(connection)
    pairs = [pair.split("=") for pair in names.NICKNAMES.split()]
    values = ", ".join(f"('{short}', '{long}')" for short, long in pairs)
    connection.execute(
        f"create or replace temp table identity_step_nickname as from (values {values}) as t(short, long)"
    )
    connection.execute(f"create or replace temp table {_SPELT} as {_spelt_sql(bare)}")
    if learn_families:
        connection.execute(f"create or replace temp table {FAMILY} as {_families_sql()}")
    connection.execute(f"create or replace temp table {_PARTED} as {_parted_sql()}")
    connection.execute(f"create or replace temp table {_SOUND} as {_sounds_sql()}")
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    for name in SCRATCH:
        connection.execute(f"drop table if exists temp.{name}")


def _spelt_sql(bare: str) -> str:
    """One row per record: Latin letters, words."""
    forms = ", ".join(f"coalesce({column}_form.form, given.{column}) as {column}_latin" for column in _LATIN)
    joins = "\n".join(
        f"left join {latin.FORMS} as {column}_form on given.{column} = {column}_form.value" for column in _LATIN
    )
    return f"""
        with spelled as (
            select given.*, {forms},
                {names.script("coalesce(given.family_name, given.full_name, given.given_name)")} as script,
                coalesce(company_form.form, {bare}) as company_latin
            from {GIVEN} as given
            {joins}
            left join {latin.FORMS} as company_form on {bare} = company_form.value
        ),
        plain as (
            select *, split_part(full_name_latin, ',', 1) as before_comma,
                regexp_replace(full_name_latin, '^([^,]+),([^,]+)$', '\\2 \\1') as full_turned
            from spelled
        )
        select
            record_number, source_name, script, upper(trim(country_code)) as country,
            {names.words("given_name_latin")} as given_words,
            {names.words("family_name_latin")} as family_words,
            {names.words("full_turned")} as full_words,
            case when contains(full_name, ',') then len(string_split({names.words("before_comma")}, ' ')) end as turned,
            {companies.words("company_latin")} as company_words,
            lower(trim(email)) as address,
            {phones.digits_sql("phone")} as phone_signs,
            {places.street_words("street_latin")} as street_words,
            {names.words("city_latin")} as city,
            {places.postal("postal_code")} as postal,
            {places.date("birth_date")} as birth_date,
            {spelling.signs("tax_id")} as tax_signs
        from plain
    """


def _families_sql() -> str:
    """One row per surname of two words or more."""
    return f"""
        select distinct replace(family_words, ' ', '') as family from {_SPELT}
        where given_words is not null and contains(family_words, ' ')
    """


def _parted_sql() -> str:
    """One row per record: given and family name apart, phone numbers international.

    A whole name is taken apart where the table itself knows the rest as a family name, as with two surnames.
    """
    at = names.family_at("tokens", "script")
    return f"""
        with whole as (
            select *,
                case when given_words is null or family_words is null
                    then string_split(coalesce(full_words, case when contains(coalesce(given_words, family_words), ' ')
                        then coalesce(given_words, family_words) end), ' ') end as tokens
            from {_SPELT}
        ),
        placed as (
            select whole.*,
                case when turned < len(tokens) then len(tokens) - turned + 1 when after_first.family is not null then 2
                    when last_two.family is not null then len(tokens) - 1 else {at} end as place
            from whole
            left join {FAMILY} as after_first
                on case when len(tokens) > 2 then array_to_string(tokens[2:], '') end = after_first.family
            left join {FAMILY} as last_two
                on case when len(tokens) > 3 then array_to_string(tokens[-2:], '') end = last_two.family
        )
        select placed.* exclude (given_words, family_words),
            case when tokens is null then given_words
                when place = 0 then array_to_string(tokens[2:], '')
                else array_to_string(tokens[:place - 1], '') end as given_joined,
            case when tokens is null then family_words
                when place = 0 then tokens[1]
                else array_to_string(tokens[place:], '') end as family_joined,
            phone.phone
        from placed
        left join ({phones.normalised_sql(_SPELT, "phone_signs", "country")}) as phone
            on placed.record_number = phone.record_number
    """


def _one_word(joined_column: str) -> str:
    return f"nullif(replace({joined_column}, ' ', ''), '')"


def _sounds_sql() -> str:
    """One row per name, given or family: the many steps of a sound are taken once for each."""
    each = " union ".join(
        f"select {_one_word(column)} as name from {_PARTED}" for column in ("given_joined", "family_joined")
    )
    return f"select name, {names.skeleton('name')} as sound from ({each}) where name is not null"


def _record_sql() -> str:
    """One row per record: every column that is compared or blocked on."""
    return f"""
        with named as (
            select *,
                {_one_word("given_joined")} as given,
                {_one_word("family_joined")} as family,
                {spelling.email("address")} as mailbox,
                {spelling.tax_id("tax_signs", "country")} as tax_key,
                {places.house("street_words")} as house,
                {places.street("street_words")} as street
            from {_PARTED}
        ),
        sounded as (
            select named.*, given_known.sound as given_sound, family_known.sound as family_sound,
                coalesce(nickname.long, given) as given_long,
                {companies.core("company_words")} as company
            from named
            left join identity_step_nickname as nickname on named.given = nickname.short
            left join {_SOUND} as given_known on named.given = given_known.name
            left join {_SOUND} as family_known on named.family = family_known.name
        )
        select
            record_number, source.source_number,
            script, country, given, family, given_long, given_sound, family_sound,
            coalesce(given, family) as name_part,
            least(given, family) || ' ' || greatest(given, family) as name_key,
            least(given_sound, family_sound) || ' ' || greatest(given_sound, family_sound) as name_sound,
            birth_date, mailbox,
            case when mailbox is not null and length(split_part(mailbox, '@', 1)) >= 5
                then split_part(mailbox, '@', 1) end as mail_name,
            {places.own_domain("split_part(address, ' ', 1)")} as mail_domain,
            case when length(phone) >= 6 then phone end as phone,
            coalesce(tax_key, case when length(tax_signs) >= 5 then tax_signs end) as tax,
            house, street, postal, city,
            coalesce(street, postal, city) as address_part,
            street || ' ' || coalesce(house, '') || ' ' || coalesce(postal, city, '') as address_key,
            company,
            array_to_string(list_sort(string_split(company, ' ')), ' ') as company_key
        from sounded
        inner join {SOURCE} as source on coalesce(sounded.source_name, '') = source.source_name
    """
