"""How the last fetch of each source ended, so that intake and status can say so without fetching anything.

Belongs here: that note, below `work/`. Not here: what a source's status follows from (intake).
"""

from __future__ import annotations

import json
from pathlib import Path

from warehouse.files import write_whole
from warehouse.settings import Settings


def remember_failure(settings: Settings, source_name: str, message: str) -> None:
    """Note that a source could not be fetched."""
    path = _note(settings, source_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"message": message}))


def forget_failure(settings: Settings, source_name: str) -> None:
    """Note that a source was fetched."""
    _note(settings, source_name).unlink(missing_ok=True)


def last_failure(settings: Settings, source_name: str) -> str | None:
    """Return why the last fetch of a source failed; None if it did not, or if there was none."""
    path = _note(settings, source_name)
    return str(json.loads(path.read_text(encoding="utf-8"))["message"]) if path.is_file() else None


def _note(settings: Settings, source_name: str) -> Path:
    return settings.work_dir / "fetches" / f"{source_name}.json"
