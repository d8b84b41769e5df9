"""Who may see what, and who saw and took what: tables of a release's history, told anew with every build.

People stand in them by number (`dashboards.access.people`): a release is read by everybody who may ask it in SQL. What
they typed as a reason stays in the ledger.

Belongs here: from the configuration and the ledger to rows. Not here: the rules of roles (`dashboards.access`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import duckdb

from dashboards.access import LOCAL, Right, Visitor
from dashboards.access.people import numbered
from dashboards.access.roles import PAGES, PAGES_OF
from dashboards.access.visitor import visitor_of
from warehouse.access_settings import WHOLE_COMPANY
from warehouse.ledger import Entry, Kind, open_ledger
from warehouse.rows import add_rows
from warehouse.settings import Settings

TABLES = {
    "access": "entry_id bigint, accessed_at timestamp, actor varchar, action_type varchar, subject_type varchar, "
    "subject_name varchar, role_names varchar, market_codes varchar",
    "page_right": "actor varchar, role_names varchar, market_codes varchar, page_name varchar, "
    "may_write_sql boolean, may_see_personal boolean",
    "role_page": "role_name varchar, page_name varchar",
    "page_use": "page_name varchar, opened_count bigint, person_count bigint, last_opened_at timestamp",
}
"""The tables, each with its columns: accesses, what each person may open, what each role may, what is opened."""
_LONGEST = 500
Row = tuple[Any, ...]


def write_access(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables in the schema `history` and fill them from the ledger and the configuration.

    Args:
        settings: The configuration, with the people of `[access]` and the ledger.
        connection: A candidate, open for writing.
    """
    ledger = open_ledger(settings)
    entries = ledger.read(Kind.ACCESS)
    ledger.close()
    names = numbered(settings, entries)
    rows = {
        "access": [_access(entry, names) for entry in entries],
        "page_right": _rights(settings, names),
        "role_page": [(role.value, page) for role in PAGES_OF for page in PAGES if page in PAGES_OF[role]],
        "page_use": _uses(entries),
    }
    for table, columns in TABLES.items():
        connection.execute(f"create table history.{table} ({columns})")
        add_rows(connection, f"history.{table}", rows[table])


def _access(entry: Entry, names: Mapping[str, str]) -> Row:
    """Return an access; one of the steward's desk is to the personal values of a record."""
    payload = entry.payload
    kind, _, name = entry.subject.partition(":")
    return (
        entry.entry_id, _moment(entry), names[entry.actor], payload.get("action", "shown"), kind, name[:_LONGEST],
        _listed(payload.get("roles", ())), _listed(payload.get("markets", (WHOLE_COMPANY,))),
    )  # fmt: skip


def _rights(settings: Settings, names: Mapping[str, str]) -> list[Row]:
    people = [visitor_of(person) for person in settings.access.person] if settings.access else [LOCAL]
    return [(names[person.name], *_right(person, page)) for person in people for page in PAGES if page in person.pages]


def _right(person: Visitor, page: str) -> Row:
    markets = [WHOLE_COMPANY] if person.markets is None else person.markets
    rights = (person.may(Right.SQL), person.may(Right.PERSONAL))
    return (_listed(sorted(person.roles)), _listed(markets), page, *rights)


def _uses(entries: Iterable[Entry]) -> list[Row]:
    """Return every page with how often it was opened, by how many; a page that nobody opened has no last time."""
    opened: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        kind, _, name = entry.subject.partition(":")
        if kind == "page" and entry.payload.get("action") == "opened":
            opened[name].append(entry)
    return [
        (page, len(found), len({it.actor for it in found}), max(map(_moment, found), default=None))
        for page in PAGES
        for found in (opened[page],)
    ]


def _moment(entry: Entry) -> datetime:
    return entry.recorded_at.replace(tzinfo=None)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
