"""Making a candidate the current release, in one atomic switch, and removing what is no longer kept.

Belongs here: everything that writes into the folder of releases after the build. Not here: whether a candidate is good.

A process killed before the rename leaves a hidden folder that the next build removes; killed between the rename and the
switch it leaves one more complete, verified release, while the last one stays current.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.errors import ReleaseError
from warehouse.files import sync
from warehouse.releases.catalogue import current_release, list_releases
from warehouse.releases.manifest import CURRENT, MANIFEST, Candidate, Manifest, Release
from warehouse.releases.retention import StoredRelease, to_keep
from warehouse.settings import Settings

_READ_ONLY = 0o440


def publish(settings: Settings, candidate: Candidate, *, moment: datetime | None = None) -> Release:
    """Make a candidate the current release; readers go on undisturbed.

    Args:
        settings: Names the folder of releases and its cap.
        candidate: A candidate that was verified and audited.
        moment: The time of publishing; None takes the clock.

    Raises:
        ReleaseError: The candidate was not verified and audited.
    """
    if not (candidate.is_verified and candidate.is_audited):
        raise ReleaseError(
            "this candidate was not verified and audited.", where=candidate.id, todo="Call verify and audit first."
        )
    before = current_release(settings)
    manifest = describe(settings, candidate, moment or datetime.now(UTC))
    (candidate.folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    _settle(candidate.folder)
    folder = settings.releases_dir / candidate.id
    candidate.folder.rename(folder)
    sync(settings.releases_dir)
    switch(settings.releases_dir, candidate.id)
    _remove_old(settings, {candidate.id, before.id if before else candidate.id})
    return Release(folder, manifest)


def switch(releases_dir: Path, release_id: str) -> None:
    """Point `current` to a release: one atomic replace."""
    link = releases_dir / f"{CURRENT}.{os.getpid()}.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(release_id)
    link.replace(releases_dir / CURRENT)
    sync(releases_dir)


def _settle(folder: Path) -> None:
    """Make every file read-only, and have the disk hold all of them with their names."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(_READ_ONLY)
        sync(path)
    sync(folder)


def describe(settings: Settings, candidate: Candidate, moment: datetime) -> Manifest:
    """Return what a candidate says of itself once it is published at this moment."""
    return Manifest(
        **candidate.facts.model_dump(),
        id=candidate.id,
        published_at=moment,
        company=settings.company.name,
        group_currency=settings.company.group_currency,
        duckdb_version=duckdb.__version__,
        tables=candidate.tables,
        personal_tables=candidate.personal_tables,
        history_tables=candidate.history_tables,
        checks=candidate.checks,
    )


def _remove_old(settings: Settings, protected: set[str]) -> None:
    """Apply the retention; a folder gets a hidden name first, so that no half of it is ever listed."""
    releases = list_releases(settings)
    stored = [
        StoredRelease(release.id, release.manifest.published_at, release.size_bytes, release.manifest.is_provisional)
        for release in releases
    ]
    kept = to_keep(stored, protected, settings.retention_bytes)
    for release in releases:
        if release.id not in kept:
            hidden = release.folder.rename(settings.releases_dir / f".{release.id}.old")
            shutil.rmtree(hidden)
