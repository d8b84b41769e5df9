"""What becomes of known customers when one record in a hundred is new.

    python tests/identity/new_records.py DATA_DIR…

DATA_DIR is that of a known-truth company that was run. Belongs here: holding records back, linking, and counting. Not
here: linking (`identity.parties`).

A change of key is false if the record then stands with more records of other parties, or with fewer of its own, than
before, new records left aside.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb

from identity.decisions import write_decisions
from identity.keeping import keep_issued, load_issued
from identity.key_map import load_key_maps
from identity.models.kept import PARTY_TYPES, PartyType
from identity.parties.customers import link_customers
from identity.parties.tables import tables_of

_HELD_BACK = "hash(source_name, party_record_id, 'new') % 100 = 0"
_COUNTS = """
with known as (
    select link.*, party.true_id
    from {links} as link
    inner join truth as party on link.source_name = party.source_name and link.party_record_id = party.record_id
    where link.source_name || ':' || link.party_record_id in (select source_name || ':' || party_record_id from before)
)
select source_name, party_record_id, customer_key,
    count(*) over (partition by customer_key, true_id) as own,
    count(*) over (partition by customer_key) - count(*) over (partition by customer_key, true_id) as foreign_count
from known
"""


def measure(data: Path, folder: Path) -> str:
    """Link without the held back records, then with them, and say in one line what changed."""
    with duckdb.connect() as connection:
        _copy(connection, data)
        connection.execute(f"create table later as from canonical.party_record where {_HELD_BACK}")
        connection.execute(f"delete from canonical.party_record where {_HELD_BACK}")
        _link(connection, folder, {})
        connection.execute("create table before as from identity.customer_link")
        connection.execute("insert into canonical.party_record from later")
        start = time.process_time()
        chosen: dict[PartyType, str] = {kind: f"{kind}-1" for kind in PARTY_TYPES}
        _link(connection, folder, chosen)
        spent = time.process_time() - start
        changed, false, unlogged = _changes(connection)
        apart = _difference_to_all(connection, folder, chosen)
        _link(connection, folder, chosen)
        ((moved_again,),) = connection.execute(
            "select count(*) from identity.customer_link as now inner join once using (source_name, party_record_id) "
            "where now.customer_key <> once.customer_key"
        ).fetchall()
        ((known,),) = connection.execute("select count(*) from before").fetchall()
        ((new,),) = connection.execute("select count(*) from later").fetchall()
    return (
        f"{data}: {known:,} known records, {new:,} new: {changed} with another key ({changed / known:.3%}), {false} of "
        f"them false ({false / known:.3%}), {unlogged} not logged; edges and clusters that differ from a full scoring: "
        f"{apart}; run once more: {moved_again} changed; {spent:.1f} CPU s"
    )


def _copy(connection: duckdb.DuckDBPyConnection, data: Path) -> None:
    connection.execute(f"attach '{data / 'work' / 'warehouse.duckdb'}' as work (read_only)")
    connection.execute("create schema canonical; create schema identity")
    connection.execute("create table canonical.party_record as from work.canonical.party_record; detach work")
    connection.execute(f"""
        create table truth as
        select link.source_name, link.party_record_id as record_id, party.kind || party.true_id as true_id
        from canonical.party_record as link
        inner join read_parquet('{data / "truth" / "parties.parquet"}') as party
            on party.kind = link.party_type and party.source_name = link.source_name
            and regexp_replace(party.record_id, '^gid://shopify/[A-Za-z]+/', '')
                = regexp_replace(link.party_record_id, '^(contact|company):', '')
    """)
    load_key_maps(connection, {})
    write_decisions(connection, [])


def _link(connection: duckdb.DuckDBPyConnection, folder: Path, chosen: dict[PartyType, str]) -> None:
    load_issued(connection, folder / "issued")
    link_customers(connection, folder / "models", chosen, datetime(2026, 1, 1), lambda text: None)
    keep_issued(connection, folder / "issued", "run")


def _changes(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Return how many known records have another key, how many of them falsely, and how many without an event."""
    for name, links in (("was", "before"), ("is_now", "identity.customer_link")):
        connection.execute(f"create table {name} as {_COUNTS.format(links=links)}")
    ((changed, false, unlogged),) = connection.execute("""
        select count(*), count(*) filter (where is_now.foreign_count > was.foreign_count or is_now.own < was.own),
            count(*) filter (where event.entity_key is null)
        from was
        inner join is_now using (source_name, party_record_id)
        left join (select distinct entity_key, other_key from identity.key_event where kind <> 'mint') as event
            on is_now.customer_key = event.entity_key and was.customer_key = event.other_key
        where was.customer_key <> is_now.customer_key
    """).fetchall()
    return int(changed), int(false), int(unlogged)


def _difference_to_all(connection: duckdb.DuckDBPyConnection, folder: Path, chosen: dict[PartyType, str]) -> int:
    """Score everything anew, and return how many edges and clusters are others than before."""
    names = [name for kind in PARTY_TYPES for name in (tables_of(kind).edge, tables_of(kind).part)]
    for place, name in enumerate(names):
        connection.execute(f"create table changed_{place} as from {name}")
    connection.execute("create table once as from identity.customer_link")
    connection.execute("delete from identity.party_state")
    _link(connection, folder, chosen)
    found = 0
    for place, name in enumerate(names):
        one, other = f"(from changed_{place} except from {name})", f"(from {name} except from changed_{place})"
        ((count,),) = connection.execute(
            f"select (select count(*) from {one}) + (select count(*) from {other})"
        ).fetchall()
        found += int(count)
    return found


if __name__ == "__main__":
    for given in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch:
            sys.stdout.write(measure(Path(given), Path(scratch)) + "\n")
            sys.stdout.flush()
