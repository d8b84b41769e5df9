"""What a release says of itself, and the objects that stand for one on the disk.

Belongs here: the manifest, its reading and writing, file names within a release, release ids. Not here: building,
publishing or choosing releases.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from warehouse.errors import ReleaseError
from warehouse.fingerprint import TableFingerprint

DATABASE = "entrepot.duckdb"
PERSONAL = "personal.duckdb"
MANIFEST = "manifest.json"
CURRENT = "current"
PERSONAL_SCHEMA = "personal"
DATA_DOCS = "data_docs"
INFORMATION = "release"
SOURCE_RULES = "source_rules"
SOURCE_PROFILE = "source_profile"
"""How the names of checks on a source's table begin: `source_rules.<source>.<table>`."""
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_MOMENT = "%Y%m%dT%H%M%SZ"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ForceFact(_Model):
    """A named person let these batches in although they do not add up to their extract."""

    actor: str
    reason: str
    recorded_at: datetime
    residual: str
    batches: tuple[str, ...]


class SourceFact(_Model):
    """How a source stood when the release was built.

    `residual` is what is off with all that has landed of a source that is held back or forced.
    """

    source_name: str
    vendor: str
    systems: str = ""
    status: Literal["current", "held_back", "forced", "stopped", "missing"]
    message: str | None = None
    last_extracted_at: datetime | None = None
    residual: str | None = None
    force: ForceFact | None = None


class Check(_Model):
    """One check of the audit: its name, whether it may stop a release, its outcome and what was found."""

    name: str
    severity: Literal["error", "warn"]
    passed: bool
    detail: str = ""


class ReleaseFacts(_Model):
    """What went into a build: enough to know whether another build would give anything new.

    Attributes:
        as_of: The run's one clock.
        batches: Ids of the admitted batches of sources; kept sorted.
        held_back: Ids of landed batches that admission holds back; kept sorted.
        retyped: Batches that went through the gate again, as `id#times`; kept sorted.
        ledger_high_water: The ledger's mark over the kinds that the build reads.
        code_hash: Hash of code, contracts and configuration.
        order_hash: Hash of the admitted batches' moments, which decide between two versions of a row.
        sources: The state of every source.
        counts: Numbers worth showing, such as landed and refused rows.
        is_provisional: Made within the day; the next full run settles it.
        incomplete_since: First of the days, up to `as_of`, that are not complete; None in a full run's release.
        carried_over: What was not computed anew but is the last full run's, such as identity and forecast.
    """

    as_of: date
    batches: tuple[str, ...]
    held_back: tuple[str, ...] = ()
    retyped: tuple[str, ...] = ()
    ledger_high_water: int
    code_hash: str
    order_hash: str = ""
    sources: tuple[SourceFact, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    is_provisional: bool = False
    incomplete_since: date | None = None
    carried_over: tuple[str, ...] = ()

    @field_validator("batches", "held_back", "retyped")
    @classmethod
    def _sorted(cls, batches: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(batches)))

    @property
    def inputs(self) -> str:
        """Hash of everything that decides the content, the state of the sources included; 64 hexadecimal digits."""
        states = sorted([source.source_name, source.status, source.message or ""] for source in self.sources)
        batches = [list(self.batches), list(self.held_back), *([list(self.retyped)] if self.retyped else [])]
        parts = [self.as_of.isoformat(), *batches, self.ledger_high_water, self.code_hash, self.order_hash, states]
        parts += ["provisional"] if self.is_provisional else []
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Manifest(ReleaseFacts):
    """The manifest of a published release, `manifest.json`.

    Tables are named `schema.table`; `published_at` is UTC. `history_tables` tell what builds did: they are verified
    like the others, but two releases that differ in them alone say the same.
    """

    id: str
    published_at: datetime
    company: str
    group_currency: str
    duckdb_version: str
    tables: dict[str, TableFingerprint]
    personal_tables: dict[str, TableFingerprint]
    history_tables: dict[str, TableFingerprint] = Field(default_factory=dict)
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Candidate:
    """A release that is built and not yet published: `releases/.<id>.tmp/`.

    `tables` and `personal_tables` are the fingerprints of the work warehouse, which the files must have too.
    """

    id: str
    folder: Path
    facts: ReleaseFacts
    tables: dict[str, TableFingerprint]
    personal_tables: dict[str, TableFingerprint]
    is_verified: bool = False
    is_audited: bool = False
    checks: tuple[Check, ...] = field(default=())
    history_tables: dict[str, TableFingerprint] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """The file for everyone."""
        return self.folder / DATABASE

    @property
    def personal_database(self) -> Path:
        """The file with direct identifiers."""
        return self.folder / PERSONAL

    @property
    def data_docs(self) -> Path:
        """The folder of pages that show what was judged."""
        return self.folder / DATA_DOCS


@dataclass(frozen=True)
class Release:
    """A published release: `releases/<id>/`."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The release id; ids sort by age."""
        return self.manifest.id

    @property
    def tables(self) -> dict[str, TableFingerprint]:
        """Fingerprints by `schema.table`."""
        return self.manifest.tables

    @property
    def personal_tables(self) -> dict[str, TableFingerprint]:
        """Fingerprints of the personal file by `schema.table`."""
        return self.manifest.personal_tables

    @property
    def history_tables(self) -> dict[str, TableFingerprint]:
        """Fingerprints of what builds did, by `schema.table`; older releases have none."""
        return self.manifest.history_tables

    @property
    def database(self) -> Path:
        """The file for everyone."""
        return self.folder / DATABASE

    @property
    def personal_database(self) -> Path:
        """The file with direct identifiers."""
        return self.folder / PERSONAL

    @property
    def data_docs(self) -> Path:
        """The folder of pages that show what was judged; releases from before there were any have none."""
        return self.folder / DATA_DOCS

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def stored_schema(schema: str) -> str:
    """Return the schema in which a release holds the tables of a schema of the work warehouse.

    DuckDB names the catalogue of `personal.duckdb` personal, and finds `personal.customer_identity` ambiguous if there
    is a schema of that name as well. So these tables stand in main, and that name means them all the same.
    """
    return "main" if schema == PERSONAL_SCHEMA else schema


def new_release_id(facts: ReleaseFacts, moment: datetime, taken: Iterable[str]) -> str:
    """Return an id that sorts after every id taken, even when the clock was set back.

    Args:
        facts: Their hash makes the last eight digits: equal inputs, equal digits.
        moment: The time of the build.
        taken: Ids of the releases there are.
    """
    moments = (datetime.strptime(name.split("-")[0], _MOMENT).replace(tzinfo=UTC) for name in taken)
    earliest = max(moments, default=datetime.min.replace(tzinfo=UTC)) + timedelta(seconds=1)
    return f"{max(moment.astimezone(UTC), earliest).strftime(_MOMENT)}-{facts.inputs[:8]}"


def built_at(release_id: str) -> datetime:
    """Return the time of a build (UTC), as its id says."""
    return datetime.strptime(release_id.split("-")[0], _MOMENT)


def is_release_id(name: str) -> bool:
    """Say whether a text has the form of a release id, such as `20261122T031500Z-1f2e3d4c`."""
    return _ID.fullmatch(name) is not None


def read_release(folder: Path) -> Release:
    """Read the release in a folder.

    Raises:
        ReleaseError: There is no manifest, or it cannot be read.
    """
    path = folder / MANIFEST
    try:
        return Release(folder, Manifest.model_validate_json(path.read_bytes()))
    except (OSError, ValidationError) as error:
        raise ReleaseError(
            f"the manifest of this release cannot be read ({' '.join(str(error).split())}).",
            where=str(path),
            todo="Remove that folder, and choose another release with `entrepot release rollback`.",
        ) from error
