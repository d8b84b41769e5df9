"""Hashes of extracts that were read before, so that a run reads new and changed files only.

A file whose size, times and place on the disk are those of before is taken to hold the same bytes; the time of its last
change (ctime) cannot be set by a program, so a file that was written anew under an old date is read again. A file that
changed within the last seconds is not remembered: it might change once more without its times telling.

Belongs here: that memory, below `work/`, where it may be deleted. Not here: which files are new (intake).
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from ingestion.connectors.files.reading import Extract, describe_extract, extracted_at, modified_at
from warehouse.settings import Settings

SECONDS_TO_SETTLE = 2
_Known = dict[str, tuple[list[int], str]]


class SeenFiles:
    """What was known of files when it was opened, and what was found out since."""

    def __init__(self, settings: Settings) -> None:
        """Read what earlier runs remembered; a file that cannot be read remembers nothing."""
        self._path = settings.work_dir / "seen_files.json"
        self._before = self._read()
        self._now: _Known = {}

    def describe(self, path: Path) -> Extract:
        """Return an extract, hashing its bytes only if it is not known as it stands."""
        state = _state(path)
        known = self._before.get(str(path))
        if known is None or list(known[0]) != state:
            extract = describe_extract(path)
            if _state(path) == state and _is_settled(path):
                self._now[str(path)] = (state, extract.file_hash)
            return extract
        self._now[str(path)] = (state, known[1])
        return Extract(path, known[1], extracted_at(path), modified_at(path))

    def save(self) -> None:
        """Remember what was seen, and nothing else; unchanged knowledge is not written again."""
        if self._now == self._before:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        aside.write_text(json.dumps(self._now), encoding="utf-8")
        aside.replace(self._path)

    def _read(self) -> _Known:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                path: ([int(part) for part in state], str(file_hash)) for path, (state, file_hash) in content.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev]


def _is_settled(path: Path) -> bool:
    return time.time() - path.stat().st_ctime > SECONDS_TO_SETTLE
