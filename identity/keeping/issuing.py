"""Issuing the keys of one kind of entity: carried over, taken back or minted, and written down.

Belongs here: the order of the steps and their count. Not here: any of them, and the landing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from identity.keeping import groups, minting, recording
from identity.keeping.groups import GROUP_KEY, carry_over
from identity.keeping.minting import mint
from identity.keeping.recording import CHANGED, record_changes, write_keyed
from identity.keeping.shapes import GROUPED, require_loaded, say_loaded
from identity.tables import ISSUED, KEY_EVENT, require_unique


@dataclass(frozen=True)
class KeyReport:
    """What became of the keys of one kind of entity.

    Attributes:
        entity: 'customer', 'product' or 'supplier'.
        minted: New keys.
        merged: Keys that ended because their records are one with those of another key.
        split: Pairs of keys from the first of which records went to the second, the first not ending so.
        back: Retired keys that were taken back.
        moved: Records that had a key and have another one now.
    """

    entity: str
    minted: int
    merged: int
    split: int
    back: int
    moved: int

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.minted} new {self.entity} keys, {self.merged} merged, {self.split} split, {self.back} taken back, "
            f"{self.moved} records with another key"
        )


def issue_keys(
    connection: duckdb.DuckDBPyConnection, entity: str, run_at: datetime, founder: str = "record_id"
) -> KeyReport:
    """Write `KEYED`: the key of every record of `GROUPED`.

    Records that are not in it keep what was issued to them, for when they return. Groups that are new get a key of
    their founding record; see `identity.keeping.groups` for the others.

    Args:
        connection: The open work warehouse, after `load_issued`, with `GROUPED`.
        entity: 'customer', 'product', 'supplier', 'household' or 'place'.
        run_at: When (UTC, naive). Of two issues of one moment the second counts a microsecond later.
        founder: SQL for what of a record's id a new key is made of.

    Raises:
        IdentityError: A record is in two groups, or the issued keys were not loaded.
    """
    require_loaded(connection)
    require_unique(connection, GROUPED, ("source_name", "record_id"))
    moment = _moment(connection, entity, run_at)
    say_loaded(connection, None)
    carry_over(connection, entity)
    mint(connection, entity, founder)
    write_keyed(connection)
    record_changes(connection, entity, moment)
    report = _report(connection, entity, moment)
    for table in (*groups.SCRATCH, *minting.SCRATCH, *recording.SCRATCH):
        connection.execute(f"drop table temp.{table}")
    return report


def _moment(connection: duckdb.DuckDBPyConnection, entity: str, run_at: datetime) -> datetime:
    """Return a time that is after every earlier issue: what was issued before tells keys apart."""
    ((last,),) = connection.execute(f"select max(issued_at) from {ISSUED} where entity = ?", [entity]).fetchall()
    return max(run_at, last + timedelta(microseconds=1)) if last else run_at


def _report(connection: duckdb.DuckDBPyConnection, entity: str, moment: datetime) -> KeyReport:
    found = connection.execute(
        f"select kind, count(*) from {KEY_EVENT} where entity = ? and run_at = ? group by kind", [entity, moment]
    ).fetchall()
    kinds = dict(found)
    ((back,),) = connection.execute(f"select count(*) from {GROUP_KEY} where origin = 'back'").fetchall()
    ((moved,),) = connection.execute(f"select count(*) from {CHANGED} where old_key <> entity_key").fetchall()
    return KeyReport(entity, kinds.get("mint", 0), kinds.get("merge", 0), kinds.get("split", 0), back, moved)
