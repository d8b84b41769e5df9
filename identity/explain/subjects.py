"""What the desk of a data steward reads of one kind of entity, and how its records and keys are named.

Belongs here: the crosswalks as a release has them, and what a person may type to mean a record or an entity. Not here:
what is told of them. Only `core` and `identity` are read, so a release or the work warehouse will do; places
need the latter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from identity.tables import IdentityError

RETIRED = ("core.xref_retired_key", "identity.key_alias")
"""Where retired keys stand: in a release, in the work warehouse."""
_LISTED = 5


class RecordName(NamedTuple):
    """A record of a source, as decisions name it; `source_name:record_id` for people."""

    source_name: str
    record_id: str

    def __str__(self) -> str:
        """Return it as people type it."""
        return f"{self.source_name}:{self.record_id}"


@dataclass(frozen=True)
class Subject:
    """One kind of entity: its crosswalk, and the columns that name a record and a key there.

    That of places is in the work warehouse alone: a record of it is an address, also one that a party had before.
    """

    entity: str
    crosswalk: str
    id_column: str

    @property
    def key_column(self) -> str:
        """Name of the column of the key."""
        return f"{self.entity}_key"


SUBJECTS = {
    "customer": Subject("customer", "core.xref_customer", "party_record_id"),
    "product": Subject("product", "core.xref_product", "product_variant_id"),
    "supplier": Subject("supplier", "core.xref_supplier", "supplier_id"),
    "place": Subject("place", "identity.place_link", "place_record_id"),
}


@dataclass(frozen=True)
class Found:
    """What was meant: an entity by its key, the record if one was named, the key that was typed if it is retired."""

    entity: str
    key: str
    record: RecordName | None = None
    retired_key: str | None = None


def find(connection: duckdb.DuckDBPyConnection, text: str, entity: str | None = None) -> Found:
    """Return what a person means by `source_name:record_id`, a key, or the beginning of a key.

    Args:
        connection: A release or the work warehouse.
        text: What was typed.
        entity: 'customer', 'product', 'supplier' or 'place'; None looks at all that are there.

    Raises:
        IdentityError: Nothing or several things are meant.
    """
    if not text.strip():
        raise IdentityError(
            "nothing is named.", where="a record or key", todo="Give source_name:record_id, or a key or its beginning."
        )
    if entity is not None and entity not in SUBJECTS:
        raise IdentityError(f"there is no entity {entity!r}.", where="--entity", todo=f"One of {', '.join(SUBJECTS)}.")
    text, asked = text.strip(), [SUBJECTS[entity]] if entity else list(SUBJECTS.values())
    subjects = [each for each in asked if each.entity != "place" or has_table(connection, each.crosswalk)]
    found = _records(connection, text, subjects) if ":" in text else _keys(connection, text, subjects)
    if len(found) == 1:
        return found[0]
    if not found:
        raise IdentityError(
            "there is no such record or key.", where=text, todo="Give source_name:record_id, or a key or its beginning."
        )
    meant = ", ".join(f"{each.entity} {each.record or each.key}" for each in found[:_LISTED])
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise IdentityError(
        f"this may be {meant}{more}.", where=text, todo="Give more of the key, or --entity with the record."
    )


def has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Tell whether a table or view `schema.table` is there."""
    schema, _, name = table.partition(".")
    row = connection.execute(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    return bool(row[0][0])


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Return the names of a table's columns, none if it is not there."""
    schema, _, name = table.partition(".")
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    return {str(row[0]) for row in rows}


def retired_table(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the table of retired keys, None where there is none yet."""
    return next((table for table in RETIRED if has_table(connection, table)), None)


def _records(connection: duckdb.DuckDBPyConnection, text: str, subjects: list[Subject]) -> list[Found]:
    source, _, record_id = text.partition(":")
    found = []
    for subject in subjects:
        rows = connection.execute(
            f"select {subject.key_column} from {subject.crosswalk} where source_name = ? and {subject.id_column} = ?",
            [source, record_id],
        ).fetchall()
        found += [Found(subject.entity, str(key), RecordName(source, record_id)) for (key,) in rows]
    return found


def _keys(connection: duckdb.DuckDBPyConnection, text: str, subjects: list[Subject]) -> list[Found]:
    found = []
    for subject in subjects:
        rows = connection.execute(
            f"select distinct {subject.key_column} from {subject.crosswalk} "
            f"where starts_with({subject.key_column}, ?) order by 1",
            [text.lower()],
        ).fetchall()
        found += [Found(subject.entity, str(key)) for (key,) in rows]
    return found or _retired(connection, text, subjects)


def _retired(connection: duckdb.DuckDBPyConnection, text: str, subjects: list[Subject]) -> list[Found]:
    table = retired_table(connection)
    if table is None:
        return []
    rows = connection.execute(
        f"select distinct entity, current_key, retired_key from {table} where starts_with(retired_key, ?) order by all",
        [text.lower()],
    ).fetchall()
    known = {subject.entity for subject in subjects}
    return [Found(entity, current, retired_key=retired) for entity, current, retired in rows if entity in known]
