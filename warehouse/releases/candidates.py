"""The one candidate that is kept aside to be looked at before it is published: `releases/.<id>.candidate/`.

Belongs here: keeping, finding, removing and publishing it. Not here: building and judging it, and whether the inputs
that are given are the present ones (orchestration).
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warehouse.errors import ReleaseError
from warehouse.releases.catalogue import is_up_to_date
from warehouse.releases.manifest import MANIFEST, Candidate, Release, ReleaseFacts, read_release
from warehouse.releases.publication import describe, publish
from warehouse.releases.verification import verify_files

if TYPE_CHECKING:
    from warehouse.settings import Settings

_SUFFIX = ".candidate"


def keep_candidate(settings: Settings, candidate: Candidate) -> Release:
    """Leave a verified and audited candidate aside, in place of the one before.

    Returns:
        The candidate in the form of a release; its manifest's `published_at` is the moment of keeping.
    """
    manifest = describe(settings, candidate, datetime.now(UTC))
    (candidate.folder / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    remove_candidate(settings)
    folder = candidate.folder.rename(settings.releases_dir / f".{candidate.id}{_SUFFIX}")
    return Release(folder, manifest)


def kept_candidate(settings: Settings) -> Release | None:
    """Return the candidate that is kept aside, if there is one."""
    found = sorted(settings.releases_dir.glob(f".*{_SUFFIX}"))
    return read_release(found[-1]) if found else None


def require_candidate(settings: Settings) -> Release:
    """Return the candidate that is kept aside.

    Raises:
        ReleaseError: There is none.
    """
    found = kept_candidate(settings)
    if found is None:
        raise ReleaseError(
            "there is no candidate.",
            where=str(settings.releases_dir),
            todo="Build one with `entrepot run --candidate`.",
        )
    return found


def remove_candidate(settings: Settings) -> None:
    """Remove the candidate that is kept aside; its folder gets the name of a leftover first."""
    for folder in settings.releases_dir.glob(f".*{_SUFFIX}"):
        shutil.rmtree(folder.rename(folder.with_suffix(".old")))


def publish_candidate(settings: Settings, present: ReleaseFacts | None) -> Release:
    """Make exactly the kept candidate the current release, after its files were read once more.

    Args:
        settings: Names the folder of releases.
        present: What would go into a build now; None when files wait to be taken in.

    Raises:
        ReleaseError: There is no candidate, it is damaged, or it was built from other inputs than the present ones.
    """
    kept = require_candidate(settings)
    if present is None or not is_up_to_date(kept, present):
        raise ReleaseError(
            "something has changed since it was built: files, the ledger, code, contracts or configuration.",
            where=f"candidate {kept.id}",
            todo="Build it anew with `entrepot run --candidate`, or publish at once with `entrepot run`.",
        )
    verify_files(kept)
    manifest = kept.manifest
    facts = ReleaseFacts.model_validate(manifest.model_dump(include=set(ReleaseFacts.model_fields)))
    candidate = Candidate(
        kept.id,
        kept.folder,
        facts,
        kept.tables,
        kept.personal_tables,
        True,
        True,
        tuple(manifest.checks),
        manifest.history_tables,
    )
    return publish(settings, candidate)
