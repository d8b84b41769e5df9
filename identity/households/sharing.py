"""Which two customers share a home: their address with a family name or a telephone, or what the model says of them.

Belongs here: the people at each address, the addresses that are nobody's home, and the pairs. Not here: what pairs come
to, and keys (`identity.households.linking`).

An address is a home if it has a street and a house number, no company is there, it is no locker or post box, and the
table shows no more surnames and people at it than a house of a few families has.
"""

from __future__ import annotations

import duckdb

from identity.block.budget import PAIR
from identity.cluster.weights import kin_sql
from identity.configuration import LinkageSettings
from identity.link.frequencies import add_frequencies
from identity.link.scoring import SCORED, score
from identity.models.kept import KeptModel
from identity.normalise.build import RECORD
from identity.parties.forms import stopped_columns, write_local_records
from identity.parties.tables import tables_of
from identity.tables import CUSTOMER_LINK

MEMBER = "identity_step_household_member"
"""record_hash, customer_key, home, family, family_sound, phone, mailbox: records of people with their customer;
family_home: the home with the surname."""
SHARED = "identity_step_household_pair"
"""l, r: customer keys, l below r; rank, rule_name, weight: the best reason why the two live together."""
_HOME = "identity_step_household_home"
_CANDIDATE = "identity_step_household_candidate"
_MET = "identity_step_household_met"
SCRATCH = (MEMBER, SHARED, _HOME, _CANDIDATE, _MET)
RULES = ("address_and_name", "address_and_phone", "related")
"""The strongest first."""
MOST_AT_HOME = 12
"""People with one address; at more of them it is a house of many flats, a hostel or an office."""
KIN_BITS = 6.0
"""The model calls two people related from these bits on: 64 to 1 against their being strangers."""
_NO_HOME = (
    "packstation|paketshop|paketbox|postfach|postbox|pobox|postofficebox|postbus|apartado|boitepostale|casellapostale|"
    "skrytkapocztowa|locker|paczkomat|inpost|pickup|parcelshop|dropbox|warehouse|mailboxes"
)
"""Words within a street, without spaces, that no home has."""


def write_shared(connection: duckdb.DuckDBPyConnection, kept: KeptModel, settings: LinkageSettings) -> int:
    """Write `MEMBER` and `SHARED`, and return how many addresses are nobody's home.

    Args:
        connection: With the kept forms, the customer links, and the tables that the model lends.
        kept: The model of people.
        settings: The settings.
    """
    people, companies = tables_of("person"), tables_of("organisation")
    is_home = (
        "form.street is not null and form.house is not null and coalesce(form.postal, form.city) is not null "
        f"and not regexp_matches(form.street, '{_NO_HOME}')"
    )
    connection.execute(f"""
        create or replace temp table {MEMBER} as
        select form.record_hash, link.customer_key, form.family, form.family_sound, form.phone, form.mailbox,
            case when {is_home} then form.address_key end as home,
            case when {is_home} then form.family_sound || ' ' || form.address_key end as family_home
        from (select form.* replace ({stopped_columns(people.stop)}) from {people.form} as form) as form
        inner join {CUSTOMER_LINK} as link
            on form.source_name = link.source_name and form.record_id = link.party_record_id
    """)
    stopped = _find_homes(connection, companies.form, settings.stop_list.surnames)
    _score_candidates(connection, kept)
    connection.execute(f"create or replace temp table {SHARED} as {_shared_sql()}")
    return stopped


def _find_homes(connection: duckdb.DuckDBPyConnection, companies: str, surnames: int) -> int:
    """Write the addresses that several customers have, those of nobody marked, and return how many those are."""
    connection.execute(f"""
        create or replace temp table {_HOME} as
        select home, count(distinct family_sound) <= {surnames} and count(distinct customer_key) <= {MOST_AT_HOME}
            and home not in (select address_key from {companies} where address_key is not null) as is_home
        from {MEMBER} where home is not null
        group by home having count(distinct customer_key) > 1
    """)
    connection.execute(
        f"update {MEMBER} set home = null, family_home = null "
        f"where home in (select home from {_HOME} where not is_home)"
    )
    ((stopped,),) = connection.execute(f"select count(*) from {_HOME} where not is_home").fetchall()
    return int(stopped)


def _score_candidates(connection: duckdb.DuckDBPyConnection, kept: KeptModel) -> None:
    """Write the pairs of records, of two customers each, that share a home, a telephone or a mailbox, with their bits.

    Of the records of a customer under one value the first one speaks: they are one person.
    """
    union = " union all ".join(
        f"select '{column}' as shared, {column} as value, customer_key, min(record_hash) as record_hash "
        f"from {MEMBER} where {column} is not null group by {column}, customer_key"
        for column in ("home", "family_home", "phone", "mailbox")
    )
    connection.execute(f"""
        create or replace temp table {_CANDIDATE} as
        with held as (
            from ({union}) qualify count(*) over (partition by shared, value) between 2 and {MOST_AT_HOME}
        )
        select distinct one.record_hash as l, other.record_hash as r
        from held as one
        inner join held as other
            on one.shared = other.shared and one.value = other.value and one.customer_key < other.customer_key
    """)
    connection.execute(
        f"create or replace temp table {_MET} as select l as record_hash from {_CANDIDATE} "
        f"union select r from {_CANDIDATE}"
    )
    write_local_records(connection, _MET, tables_of("person"))
    add_frequencies(connection, kept.model, kept.means)
    connection.execute(f"""
        create or replace temp table {PAIR} as
        select one.record_number as l, other.record_number as r
        from {_CANDIDATE} as pair
        inner join {RECORD} as one on pair.l = one.record_hash
        inner join {RECORD} as other on pair.r = other.record_hash
    """)
    score(connection, kept.model, PAIR)
    connection.execute(f"""
        create or replace temp table {_CANDIDATE} as
        select one.record_hash as l, other.record_hash as r, {kin_sql(kept.model)} as kin
        from {SCORED} as scored
        inner join {RECORD} as one on scored.l = one.record_number
        inner join {RECORD} as other on scored.r = other.record_number
    """)


def _shared_sql() -> str:
    """One row per two customers that live together, with the best reason.

    Whom the model calls related needs a telephone or mailbox in common, and no two names with two homes.
    """
    same_name = "(one.family_sound = other.family_sound or jaro_winkler_similarity(one.family, other.family) >= 0.92)"
    return f"""
        with compared as (
            select least(one.customer_key, other.customer_key) as l,
                greatest(one.customer_key, other.customer_key) as r,
                case when one.home = other.home and {same_name} then 0
                    when one.home = other.home and one.phone = other.phone then 1
                    when pair.kin >= {KIN_BITS} and (one.phone = other.phone or one.mailbox = other.mailbox)
                        and (one.home = other.home or {same_name} or one.home is null or other.home is null)
                    then 2 end as rank, pair.kin as weight
            from {_CANDIDATE} as pair
            inner join {MEMBER} as one on pair.l = one.record_hash
            inner join {MEMBER} as other on pair.r = other.record_hash
        )
        select l, r, min(rank) as rank, {list(RULES)}[min(rank) + 1] as rule_name, max(weight) as weight
        from compared where rank is not null
        group by l, r
    """
