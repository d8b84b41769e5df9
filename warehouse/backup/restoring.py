"""Putting a back-up into an empty place.

Belongs here: what is refused, the order of the steps, and what the next step needs. Not here: building the warehouse,
which the next run does.

Files are copied into `data_dir/.restoring`, each hash is compared, and only then they take their places, landing last.
A folder in which a restore was killed is one in which another may begin.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from warehouse.backup.ledgers import SQLITE, put_back, refuse_entries, sqlite_file
from warehouse.backup.rule import CONFIGURATION, DATA, VENDORS, source_folders
from warehouse.backup.store import (
    Backup,
    BackupError,
    Progress,
    StoredFile,
    copy_hashed,
    file_hash,
    free_bytes,
    read_backup,
    stored_path,
)
from warehouse.ledger import Ledger
from warehouse.lock import run_lock
from warehouse.releases.publication import switch
from warehouse.settings import Settings, load_settings

_RESTORING = ".restoring"


@dataclass(frozen=True)
class Restored:
    """What was put back, and what the next run will miss.

    Attributes:
        missing: Names of sources whose folder of extracts is not there.
        kept: Files of the configuration that stood there and differ from those of the back-up; they were left alone.
    """

    backup: Backup
    settings: Settings
    missing: tuple[str, ...]
    kept: tuple[str, ...]


def restore_backup(
    source: Path,
    config: Path,
    backup_id: str | None = None,
    on_progress: Progress = lambda done, total: None,
) -> Restored:
    """Put a back-up where a configuration says.

    Args:
        source: The folder of back-ups.
        config: Where the configuration lies; where there is none, that of the back-up is written, with its vendors.
        backup_id: One of its back-ups; None for the newest.
        on_progress: Told after each file.

    Raises:
        BackupError: There is no such back-up, it is damaged, the place is not empty, or the disk is too small.
    """
    backup = read_backup(source, backup_id)
    is_ours = not config.is_file()
    kept = _configure(source, backup, config)
    try:
        settings = load_settings(config)
        _refuse_unless_empty(settings)
        _require_space(settings, backup)
    except Exception:
        if is_ours:
            config.unlink()
        raise
    with run_lock(settings):
        _restore_data(source, backup, settings, on_progress)
    missing = tuple(item.name for item in settings.sources if not item.path.is_dir())
    return Restored(backup, settings, missing, kept)


def _configure(source: Path, backup: Backup, config: Path) -> tuple[str, ...]:
    """Write the configuration and the vendors that are not there; return which are there and differ."""
    differing = []
    for name, file in backup.files.items():
        if name == CONFIGURATION:
            path = config
        elif name.startswith(f"{VENDORS}/"):
            path = config.parent / "vendors" / name.removeprefix(f"{VENDORS}/")
        else:
            continue
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, name, file, path)
        elif file_hash(path) != file.sha256:
            differing.append(str(path))
    return tuple(differing)


def _refuse_unless_empty(settings: Settings) -> None:
    """Only extracts of sources, and what a killed restore left, may lie there."""
    folder = settings.data_dir
    entries = set(folder.iterdir()) if folder.is_dir() else set()
    if folder / _RESTORING not in entries:
        found = sorted(path.name for path in entries - source_folders(settings) - {settings.work_dir})
        if found:
            raise BackupError(
                f"the folder is not empty: there is {found[0]}.",
                where=str(folder),
                todo="Name another data_dir in the configuration, or move what is there away.",
            )
        file = sqlite_file(settings)
        if file is None or file.is_file():
            refuse_entries(Ledger(settings.ledger_url), settings)


def _require_space(settings: Settings, backup: Backup) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = free_bytes(settings.data_dir)
    if free < backup.size_bytes:
        raise BackupError(
            f"the back-up has {backup.size_bytes / 1e9:.2f} GB, and {free / 1e9:.2f} GB are free.",
            where=str(settings.data_dir),
            todo="Free some space, or name a data_dir on another disk.",
        )


def _restore_data(source: Path, backup: Backup, settings: Settings, on_progress: Progress) -> None:
    aside = settings.data_dir / _RESTORING
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    done = 0
    for name, file in backup.files.items():
        if name.startswith(f"{DATA}/") or name == backup.ledger:
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, name, file, path)
        done += file.size
        on_progress(done, backup.size_bytes)
    if backup.ledger:
        _restore_ledger(settings, aside / backup.ledger)
    _take_places(settings, aside / DATA)
    if backup.current_release:
        switch(settings.releases_dir, backup.current_release)
    shutil.rmtree(aside)


def _restore_ledger(settings: Settings, copy: Path) -> None:
    """A SQLite file takes its place as it is; any other way the entries are put in, with their ids."""
    file = sqlite_file(settings)
    if file is None or copy.name != SQLITE:
        put_back(settings, copy)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    shutil.copyfile(copy, file)


def _take_places(settings: Settings, aside: Path) -> None:
    """Move what was copied to where it belongs, over what a killed restore put there; landing comes last."""
    entries = sorted(aside.iterdir(), key=lambda path: path.name == settings.landing_dir.name) if aside.is_dir() else []
    for path in entries:
        place = settings.data_dir / path.name
        if place.is_dir():
            shutil.rmtree(place)
        path.rename(place)


def _copy(source: Path, name: str, file: StoredFile, target: Path) -> None:
    """Copy a stored file with its time and rights.

    Raises:
        BackupError: Its bytes are missing or not those that were stored.
    """
    stored = stored_path(source, file.sha256)
    if not stored.is_file() or copy_hashed(stored, target) != (file.sha256, file.size):
        target.unlink(missing_ok=True)
        raise BackupError(
            f"{name} is missing or damaged in this back-up.",
            where=str(source),
            todo="Restore another back-up: `entrepot restore SOURCE --backup ID`, or another copy of this folder.",
        )
    os.utime(target, ns=(file.modified_ns, file.modified_ns))
    target.chmod(file.mode)
