"""The ledger: everything that people typed in, with who, when and why; nothing is ever changed or removed.

Belongs here: the one append-only table, in SQLite (WAL mode) or any database of a SQLAlchemy URL. Not here: what an
entry means; the package that acts on a kind knows the shape of its payload.

A correction is a further entry. No function changes an entry, and triggers in SQLite and PostgreSQL refuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.schema import CreateTable

from warehouse.errors import ConfigurationError, EntrepotError
from warehouse.settings import Settings


class Kind(StrEnum):
    """What an entry is about."""

    STEWARD_DECISION = "steward_decision"
    TARGET = "target"
    OVERRIDE = "override"
    FORECAST_OVERRIDE = "forecast_override"
    CALENDAR = "calendar"
    CODE_MAPPING = "code_mapping"
    PERIOD_CLOSE = "period_close"
    COMMITMENT = "commitment"
    ORDER_PROPOSAL = "order_proposal"
    QUARANTINE_CORRECTION = "quarantine_correction"
    FORCED_RELEASE = "forced_release"
    CHECK_EXCEPTION = "check_exception"
    APPROVAL = "approval"
    TOMBSTONE = "tombstone"
    ACCESS = "access"
    ROLLBACK = "rollback"
    BATCH_REVOCATION = "batch_revocation"
    REFERENCE_DATA = "reference_data"


BUILD_KINDS = frozenset(Kind) - {Kind.ACCESS, Kind.ROLLBACK, Kind.BATCH_REVOCATION}
"""Kinds that a build may read: an entry of these is a reason to build again.

An accepted proposal is one of them: until it comes back from its system the plan counts it as on order. A revocation is
none: it changes the batches, which every release names anyway, and one that was undone before a run leaves nothing to
build.
"""


class LedgerError(EntrepotError):
    """An entry is incomplete, or the ledger cannot be reached."""


@dataclass(frozen=True)
class Entry:
    """One thing that somebody typed in; `recorded_at` is UTC, `entry_id` grows with time."""

    entry_id: int
    kind: Kind
    subject: str
    payload: dict[str, Any]
    actor: str
    reason: str
    recorded_at: datetime


_metadata = sa.MetaData()
_entry = sa.Table(
    "entry",
    _metadata,
    sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime, nullable=False),
    sqlite_autoincrement=True,
)

_SQLITE_GUARDS = (
    "create trigger if not exists entry_is_not_updated before update on entry "
    "begin select raise(abort, 'the ledger is append-only'); end",
    "create trigger if not exists entry_is_not_deleted before delete on entry "
    "begin select raise(abort, 'the ledger is append-only'); end",
    "create trigger if not exists entry_is_not_replaced before insert on entry "
    "when exists (select 1 from entry where entry_id = new.entry_id) "
    "begin select raise(abort, 'the ledger is append-only'); end",
)
_POSTGRESQL_GUARDS = (
    "create function refuse_change_of_entry() returns trigger language plpgsql as "
    "$$ begin raise exception 'the ledger is append-only'; end $$",
    "create trigger entry_is_not_changed before update or delete or truncate on entry "
    "for each statement execute function refuse_change_of_entry()",
)
_GUARDS = {"sqlite": _SQLITE_GUARDS, "postgresql": _POSTGRESQL_GUARDS}


class Ledger:
    """The ledger behind a SQLAlchemy URL; the table and its guards are made on first use.

    Args:
        url: Such as `sqlite:////srv/data/ledger.sqlite` or `postgresql+psycopg://user@host/ledger`.

    Raises:
        ConfigurationError: The URL is wrong, its driver is not installed, or the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        try:
            self._create()
        except OperationalError as error:
            raise _unreachable(self._engine.url, error) from error

    def append(self, kind: str, subject: str, payload: Mapping[str, Any], actor: str, reason: str) -> int:
        """Add an entry and return its id.

        Args:
            kind: One of `Kind`.
            subject: What it is about, such as a key, a batch id or a release id.
            payload: What was decided; JSON.
            actor: Who decided.
            reason: Why.

        Raises:
            LedgerError: The kind is unknown, or subject, actor or reason is empty.
        """
        [entry_id] = self.append_all(kind, lambda _: [(subject, payload)], actor, reason)
        return entry_id

    def append_all(
        self,
        kind: str,
        decide: Callable[[list[Entry]], Sequence[tuple[str, Mapping[str, Any]]]],
        actor: str,
        reason: str,
    ) -> list[int]:
        """Add entries that stand together, all or none, and return their ids.

        Args:
            kind: One of `Kind`.
            decide: Is given the entries of this kind while nobody else can add one, and returns subject and payload of
                each new entry; what it raises leaves the ledger as it was.
            actor: Who decided.
            reason: Why.

        Raises:
            LedgerError: The kind is unknown, or a subject, actor or reason is empty.
        """
        common: dict[str, Any] = {"kind": _kind(kind).value, "actor": actor, "reason": reason}
        with self._engine.begin() as connection:
            self._take_turns(connection)
            known = connection.execute(_entries().where(_entry.c.kind == common["kind"]))
            drafts = decide([_to_entry(row) for row in known])
            common["recorded_at"] = datetime.now(UTC).replace(tzinfo=None)
            rows = [{"subject": subject, "payload": dict(payload), **common} for subject, payload in drafts]
            return [_insert(connection, row) for row in rows]

    def take_over(self, entries: Sequence[Entry]) -> None:
        """Put in entries of another ledger with their ids and times, all or none; for a restore into an empty ledger.

        Raises:
            LedgerError: There are entries already.
        """
        rows = [
            {**vars(entry), "kind": entry.kind.value, "recorded_at": entry.recorded_at.replace(tzinfo=None)}
            for entry in entries
        ]
        with self._engine.begin() as connection:
            self._take_turns(connection)
            if connection.execute(sa.select(sa.func.count()).select_from(_entry)).scalar():
                raise LedgerError("the ledger has entries.", where="ledger", todo="Take over into an empty one.")
            if rows:
                connection.execute(_entry.insert(), rows)
            if self._engine.dialect.name == "postgresql":
                sequence = "pg_get_serial_sequence('entry', 'entry_id')"
                connection.execute(sa.text(f"select setval({sequence}, max(entry_id)) from entry having count(*) > 0"))

    def read(self, kind: str | None = None, *, subject: str | None = None, up_to: int | None = None) -> list[Entry]:
        """Return entries in the order in which they were made.

        Args:
            kind: One of `Kind`; None for all.
            subject: Only entries about this.
            up_to: Only entries up to this id, such as the high-water mark of a build.
        """
        query = _entries()
        if kind is not None:
            query = query.where(_entry.c.kind == _kind(kind).value)
        if subject is not None:
            query = query.where(_entry.c.subject == subject)
        if up_to is not None:
            query = query.where(_entry.c.entry_id <= up_to)
        with self._engine.connect() as connection:
            return [_to_entry(row) for row in connection.execute(query)]

    def high_water(self, kinds: Iterable[str] = BUILD_KINDS) -> int:
        """Return the id of the last entry of these kinds, 0 if there is none."""
        wanted = [_kind(kind).value for kind in kinds]
        query = sa.select(sa.func.max(_entry.c.entry_id)).where(_entry.c.kind.in_(wanted))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()

    def _create(self) -> None:
        """Make the table and its guards.

        SQLite's driver commits each of these statements alone, so they are repeated at every start, lest a process
        was killed between them; in PostgreSQL they are one transaction, and two that ran at once would fail.
        """
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('entrepot.ledger'))"))
                if sa.inspect(connection).has_table(_entry.name):
                    return
            connection.execute(CreateTable(_entry, if_not_exists=True))
            for guard in _GUARDS.get(self._engine.dialect.name, ()):
                connection.execute(sa.text(guard))

    def _take_turns(self, connection: sa.Connection) -> None:
        """Let entries become visible in the order of their ids, or a reader's high-water mark could pass one by.

        In SQLite the transaction begins here, so that what it reads stays true until it has written.
        """
        if self._engine.dialect.name == "sqlite":
            connection.exec_driver_sql("begin immediate")
        if self._engine.dialect.name == "postgresql":
            connection.execute(sa.text("lock table entry in share row exclusive mode"))


def open_ledger(settings: Settings) -> Ledger:
    """Open the ledger of a configuration, made if need be.

    Raises:
        ConfigurationError: `ENTREPOT_LEDGER_URL` is wrong or cannot be reached.
    """
    return Ledger(settings.ledger_url)


def _engine(url: str) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
        _prepare(engine)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
        raise ConfigurationError(
            f"the ledger's URL cannot be used: {error}.",
            where="ENTREPOT_LEDGER_URL",
            todo="Correct it, or install the driver that it names.",
        ) from error
    return engine


def _prepare(engine: sa.Engine) -> None:
    """Make the folder of a SQLite file, and set every connection to it up."""
    if engine.dialect.name != "sqlite":
        return
    if engine.url.database and engine.url.database != ":memory:":
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _set_pragmas)


def _set_pragmas(connection: Any, _record: object) -> None:
    """Let readers and one writer work side by side, and a write survive a power cut."""
    for pragma in ("journal_mode = wal", "synchronous = full", "busy_timeout = 10000"):
        connection.execute(f"pragma {pragma}")


def _unreachable(url: sa.URL, error: OperationalError) -> ConfigurationError:
    return ConfigurationError(
        f"the ledger cannot be opened: {' '.join(str(error.orig).split())}",
        where=url.render_as_string(hide_password=True),
        todo="Check ENTREPOT_LEDGER_URL and that its database runs.",
    )


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError as error:
        raise LedgerError(
            f"there is no kind {kind!r}.", where="ledger", todo=f"Use one of {', '.join(Kind)}."
        ) from error


def _entries() -> sa.Select[Any]:
    return sa.select(_entry).order_by(_entry.c.entry_id)


def _insert(connection: sa.Connection, row: Mapping[str, Any]) -> int:
    for name in ("subject", "actor", "reason"):
        if not row[name].strip():
            raise LedgerError(f"the {name} of the entry is empty.", where=f"ledger, {row['kind']}", todo="Fill it in.")
    key = connection.execute(_entry.insert().values(row)).inserted_primary_key
    return int(key[0]) if key else 0


def _to_entry(row: sa.Row[Any]) -> Entry:
    return Entry(
        entry_id=row.entry_id,
        kind=Kind(row.kind),
        subject=row.subject,
        payload=row.payload,
        actor=row.actor,
        reason=row.reason,
        recorded_at=row.recorded_at.replace(tzinfo=UTC),
    )
