"""Which batches were sound when a release was last published: what admission goes back to.

Belongs here: remembering and recalling them. Not here: judging (admission), and releases themselves.

The current release says it. `admitted.json` in `data_dir` says it again, for a place that was restored without its
releases: without it a source that was held back would come back without any batch.
"""

from __future__ import annotations

import json

from warehouse.files import write_whole
from warehouse.releases import Release, current_release
from warehouse.settings import Settings

_FILE = "admitted.json"


def sound_batches(settings: Settings) -> set[str]:
    """Return the batches of the current release that added up, those of a force left out."""
    release = current_release(settings)
    if release is not None:
        return _sound(release)
    path = settings.data_dir / _FILE
    return set(json.loads(path.read_text(encoding="utf-8"))["batches"]) if path.is_file() else set()


def remember_admitted(settings: Settings, release: Release) -> None:
    """Note what the release that was just published says; one atomic replace."""
    note = {"release": release.id, "batches": sorted(_sound(release))}
    write_whole(settings.data_dir / _FILE, json.dumps(note))


def _sound(release: Release) -> set[str]:
    forced = {batch for fact in release.manifest.sources if fact.force for batch in fact.force.batches}
    return set(release.manifest.batches) - forced
