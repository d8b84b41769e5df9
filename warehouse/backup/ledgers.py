"""The ledger in a back-up: a SQLite file as its own back-up makes it, any other database as lines of JSON.

Belongs here: taking a ledger out and putting one back. Not here: what an entry means.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from warehouse.backup.store import BackupError
from warehouse.ledger import Entry, Kind, Ledger
from warehouse.settings import Settings

SQLITE, LINES = "ledger.sqlite", "ledger.jsonl"


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of a SQLite ledger; None for another database."""
    url = sa.make_url(settings.ledger_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def take_out(settings: Settings, folder: Path) -> Path | None:
    """Write a consistent copy of the ledger into a folder; None when there is no ledger yet.

    SQLite's own back-up reads the write-ahead log too, and does not mind other readers and writers.
    """
    file = sqlite_file(settings)
    if file is None:
        copy = folder / LINES
        copy.write_text(as_lines(Ledger(settings.ledger_url)), encoding="utf-8")
        return copy
    if not file.is_file():
        return None
    copy = folder / SQLITE
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("pragma journal_mode = delete")
    return copy


def put_back(settings: Settings, copy: Path) -> int:
    """Put entries, with their ids, into the configured ledger; return how many.

    Nothing is done where a killed restore had put them in already.

    Raises:
        BackupError: There are other entries in it.
    """
    ledger, entries = Ledger(settings.ledger_url), _entries(copy)
    try:
        if ledger.read() != entries:
            refuse_entries(ledger, settings)
            ledger.take_over(entries)
        return len(entries)
    finally:
        ledger.close()


def refuse_entries(ledger: Ledger, settings: Settings) -> None:
    """Refuse a ledger that is not empty.

    Raises:
        BackupError: There are entries in it.
    """
    if ledger.high_water(Kind):
        shown = sa.make_url(settings.ledger_url).render_as_string(hide_password=True)
        raise BackupError(
            "this ledger has entries; they would mix with those of the back-up.",
            where=shown,
            todo="Name an empty database in ENTREPOT_LEDGER_URL.",
        )


def _entries(copy: Path) -> list[Entry]:
    if copy.suffix == ".sqlite":
        source = Ledger(f"sqlite:///{copy}")
        try:
            return source.read()
        finally:
            source.close()
    with copy.open(encoding="utf-8") as lines:
        return [_entry(json.loads(line)) for line in lines]


def as_lines(ledger: Ledger) -> str:
    """Return every entry as one line of JSON, whatever database holds them."""
    return "".join(f"{_line(entry)}\n" for entry in ledger.read())


def _line(entry: Entry) -> str:
    fields = {**vars(entry), "recorded_at": entry.recorded_at.isoformat()}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def _entry(fields: dict[str, Any]) -> Entry:
    moment = datetime.fromisoformat(fields["recorded_at"])
    return Entry(**{**fields, "kind": Kind(fields["kind"]), "recorded_at": moment})
