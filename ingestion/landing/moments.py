"""The batches of one moment come into the landing together, or not at all.

A note says which folders go where, each goes by one rename, and the note goes last. While it lies there its batches
are not seen, and whoever finds it finishes what it says: a kill between two renames leaves no half of a day.

Belongs here: the note, the renames, and what is forced to the disk. Not here: what a batch holds (landing).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from warehouse.files import sync, write_whole

INCOMING = ".incoming"
_NOTE = "moment.json"


def land_together(landing_dir: Path, places: Mapping[str, Path]) -> None:
    """Move folders from `.incoming` to their places in the landing.

    Args:
        landing_dir: The landing.
        places: Name of each folder in `.incoming`, which is its batch's id, and its place below the landing.
    """
    incoming = landing_dir / INCOMING
    for name in places:
        _sync_folder(incoming / name)
    note = incoming / _NOTE
    write_whole(note, json.dumps({name: place.as_posix() for name, place in places.items()}))
    finish_moment(landing_dir)


def finish_moment(landing_dir: Path) -> None:
    """Do what the note still says, if there is one; the caller holds the run lock."""
    note = landing_dir / INCOMING / _NOTE
    for name, place in _read_note(landing_dir).items():
        _move(landing_dir, name, landing_dir / place)
    note.unlink(missing_ok=True)
    if note.parent.is_dir():
        sync(note.parent)


def unfinished(landing_dir: Path) -> set[str]:
    """Return the ids of batches that are on their way into the landing."""
    return set(_read_note(landing_dir))


def _read_note(landing_dir: Path) -> dict[str, str]:
    try:
        text = (landing_dir / INCOMING / _NOTE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    places: dict[str, str] = json.loads(text)
    return places


def _move(landing_dir: Path, name: str, target: Path) -> None:
    """Move one folder, unless that was done; another typing or moment of the same bytes gives way."""
    aside = landing_dir / INCOMING / name
    if not aside.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    for older in target.parent.glob(f"*_{name}"):
        older.rename(landing_dir / INCOMING / f"replaced_{older.name}")
    aside.rename(target)
    sync(target.parent)


def _sync_folder(folder: Path) -> None:
    for path in folder.iterdir():
        sync(path)
    sync(folder)
