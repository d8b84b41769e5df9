"""Households: which customers live together, with a key that is kept.

Belongs here: from pairs of customers to households, their keys, and `identity.household_link`. Not here: who shares a
home with whom (`sharing`).

A household has two customers at least, people only. It is found anew in every run from what linking remembers of the
records; its key is carried over by the records of its people, as keys of customers are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
from pyarrow.lib import table

from identity.cluster.components import connected
from identity.configuration import linkage_settings
from identity.households import sharing
from identity.households.sharing import MOST_AT_HOME, SHARED, write_shared
from identity.keeping import GROUPED, KEYED, issue_keys
from identity.models.kept import lend_tables
from identity.models.store import load
from identity.parties.tables import STATE
from identity.tables import CUSTOMER_LINK, HOUSEHOLD_LINK

ENTITY = "household"
_PERSON = "identity_step_household_person"
"""customer_key, place: the customers that live with another one, numbered by key; then label: their household."""
_REASON = "identity_step_household_reason"
SCRATCH = (*sharing.SCRATCH, _PERSON, _REASON)


@dataclass(frozen=True)
class HouseholdSummary:
    """What linking households did.

    Args:
        household_count: Households of two customers or more.
        customer_count: Customers in them.
        stopped_count: Addresses that several customers have and that are nobody's home.
        too_large_count: Groups of customers above the largest household, which are none.
    """

    household_count: int
    customer_count: int
    stopped_count: int
    too_large_count: int

    def __str__(self) -> str:
        """Say it in one line."""
        text = f"{self.customer_count:,} customers live in {self.household_count:,} households"
        if self.stopped_count:
            text += f", addresses that are nobody's home: {self.stopped_count:,}"
        if self.too_large_count:
            text += f", groups too large for a household: {self.too_large_count:,}"
        return text


def link_households(connection: duckdb.DuckDBPyConnection, models: Path, run_at: datetime) -> HouseholdSummary:
    """Write `identity.household_link`, one row per customer who lives with another one.

    Args:
        connection: The open work warehouse, after `link_customers`.
        models: The folder of kept models.
        run_at: When keys are issued (UTC, naive).
    """
    ((version,),) = connection.execute(f"select model_version from {STATE} where party_type = 'person'").fetchall()
    kept = load(models, version)
    lend_tables(connection, models / version)
    stopped = write_shared(connection, kept, linkage_settings())
    too_large = _group(connection)
    connection.execute(f"""
        create or replace temp table {GROUPED} as
        select link.source_name, link.party_record_id as record_id, record.created_at, person.label as group_number
        from {_PERSON} as person
        inner join {CUSTOMER_LINK} as link on person.customer_key = link.customer_key
        inner join canonical.party_record as record
            on link.source_name = record.source_name and link.party_record_id = record.party_record_id
    """)
    issue_keys(connection, ENTITY, run_at)
    _write_links(connection)
    ((households, customers),) = connection.execute(
        f"select count(distinct household_key), count(*) from {HOUSEHOLD_LINK}"
    ).fetchall()
    for name in (*SCRATCH, GROUPED, KEYED):
        connection.execute(f"drop table if exists temp.{name}")
    return HouseholdSummary(int(households), int(customers), stopped, too_large)


def _group(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the customers of each household, and return how many groups were too large to be one."""
    connection.execute(f"""
        create or replace temp table {_PERSON} as
        select customer_key, (row_number() over (order by customer_key) - 1)::integer as place
        from (select l as customer_key from {SHARED} union select r from {SHARED})
    """)
    found = connection.execute(f"""
        select one.place as l, other.place as r
        from {SHARED} as pair
        inner join {_PERSON} as one on pair.l = one.customer_key
        inner join {_PERSON} as other on pair.r = other.customer_key
        order by l, r
    """).fetchnumpy()
    left, right = (np.asarray(found[side], dtype=np.int64) for side in ("l", "r"))
    ((people,),) = connection.execute(f"select count(*) from {_PERSON}").fetchall()
    labels = connected(int(people), left, right)
    connection.register("identity_labels", table({"place": np.arange(len(labels)), "label": labels}))
    connection.execute(f"""
        create or replace temp table {_PERSON} as
        select person.*, found.label, count(*) over (partition by found.label) as size
        from {_PERSON} as person inner join identity_labels as found on person.place = found.place
    """)
    connection.unregister("identity_labels")
    ((large,),) = connection.execute(
        f"select count(distinct label) from {_PERSON} where size > {MOST_AT_HOME}"
    ).fetchall()
    connection.execute(f"delete from {_PERSON} where size > {MOST_AT_HOME}")
    return int(large)


def _write_links(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the links: each customer's household, and the best reason with the customer that it is about."""
    connection.execute(f"""
        create or replace temp table {_REASON} as
        select l as customer_key, r as other_customer_key, * exclude (l, r) from {SHARED}
        union all
        select r, l, * exclude (l, r) from {SHARED}
    """)
    connection.execute(f"""
        create or replace table {HOUSEHOLD_LINK} as
        with member as (
            select link.customer_key, min(keyed.entity_key) as household_key
            from {KEYED} as keyed
            inner join {CUSTOMER_LINK} as link
                on keyed.source_name = link.source_name and keyed.record_id = link.party_record_id
            group by link.customer_key
        )
        select member.customer_key, member.household_key, reason.rule_name, reason.other_customer_key,
            round(reason.weight, 2)::double as match_weight
        from member
        inner join {_REASON} as reason on member.customer_key = reason.customer_key
        qualify row_number() over (
            partition by member.customer_key order by reason.rank, reason.weight desc, reason.other_customer_key) = 1
        order by member.customer_key
    """)
