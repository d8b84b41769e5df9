"""Making a back-up.

Belongs here: the order of the steps. Not here: what is kept (rule), and the folder it goes to (store).
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from warehouse.backup.ledgers import take_out
from warehouse.backup.rule import BACKUPS, what_must_be_kept
from warehouse.backup.store import (
    ASIDE,
    FORMAT,
    Backup,
    BackupError,
    Progress,
    StoredFile,
    add_file,
    clear_up,
    free_bytes,
    holds,
    list_backups,
    write_backup,
)
from warehouse.lock import run_lock
from warehouse.releases import current_release
from warehouse.settings import Settings


def create_backup(
    settings: Settings,
    target: Path,
    *,
    with_releases: bool = False,
    keep: int = 14,
    on_progress: Progress = lambda done, total: None,
) -> tuple[Backup, int]:
    """Copy what is new into a folder of back-ups; a file that has not changed since the last one is not read.

    Args:
        settings: The configuration to back up.
        target: The folder; made if need be, readable by its owner only.
        with_releases: Published releases, too.
        keep: How many back-ups of this folder stay, this one included.
        on_progress: Told after each file.

    Returns:
        The back-up, and how many bytes were copied.

    Raises:
        WarehouseBusyError: A run is under way.
        BackupError: The folder lies in what is backed up, or its disk is too small.
    """
    with run_lock(settings):
        files = what_must_be_kept(settings, with_releases=with_releases)
        _refuse_inside(settings, target)
        earlier = _earlier(settings, target)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = earlier[-1].files if earlier else {}
        _require_space(target, files, known)
        release = current_release(settings) if with_releases else None
        with tempfile.TemporaryDirectory(dir=target, suffix=ASIDE) as aside:
            ledger = take_out(settings, Path(aside))
            if ledger:
                files[ledger.name] = ledger
            stored, copied = _store(target, files, known, on_progress)
        backup = Backup(
            format=FORMAT,
            version=version("entrepot"),
            origin=str(settings.config_file),
            created_at=_moment(earlier),
            files=stored,
            ledger=ledger.name if ledger else None,
            current_release=release.id if release else None,
        )
        write_backup(target, backup)
        clear_up(target, keep)
    return backup, copied


def _moment(earlier: list[Backup]) -> datetime:
    """Now, in whole seconds, and after every earlier back-up even when the clock was set back."""
    now = datetime.now(UTC).replace(microsecond=0)
    return max([now, *(_later(backup.created_at) for backup in earlier)])


def _later(moment: datetime) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() + 1, UTC)


def _store(
    target: Path, files: dict[str, Path], known: dict[str, StoredFile], on_progress: Progress
) -> tuple[dict[str, StoredFile], int]:
    total, done, copied = sum(path.stat().st_size for path in files.values()), 0, 0
    stored: dict[str, StoredFile] = {}
    for name, path in files.items():
        if _is_same(path, known.get(name)) and holds(target, known[name]):
            stored[name] = known[name]
        else:
            stored[name], new = add_file(target, path)
            copied += new
        done += stored[name].size
        on_progress(done, total)
    return stored, copied


def _is_same(path: Path, known: StoredFile | None) -> bool:
    """Batches and releases never change in place; size and time tell what else has."""
    state = path.stat()
    return known is not None and (known.size, known.modified_ns) == (state.st_size, state.st_mtime_ns)


def _refuse_inside(settings: Settings, target: Path) -> None:
    """A folder of back-ups that lies among the files would back itself up."""
    data, target = settings.data_dir.resolve(), target.resolve()
    is_among_them = target.is_relative_to(data) and not target.is_relative_to(data / BACKUPS)
    if is_among_them or data.is_relative_to(target):
        raise BackupError(
            f"this folder and what is to be backed up ({data}) lie in one another.",
            where=str(target),
            todo="Name another folder, best on another disk.",
        )


def _earlier(settings: Settings, target: Path) -> list[Backup]:
    """Return the back-ups there are; two configurations never meet in one folder."""
    found = list_backups(target)
    other = next((backup.origin for backup in found if backup.origin != str(settings.config_file)), None)
    if other is not None:
        raise BackupError(
            f"this folder holds back-ups of another configuration, {other}.",
            where=str(target),
            todo="Name a folder of its own.",
        )
    return found


def _require_space(target: Path, files: dict[str, Path], known: dict[str, StoredFile]) -> None:
    new = sum(path.stat().st_size for name, path in files.items() if not _is_same(path, known.get(name)))
    if free_bytes(target) < new:
        raise BackupError(
            f"{new / 1e9:.2f} GB are new, and {free_bytes(target) / 1e9:.2f} GB are free.",
            where=str(target),
            todo="Free some space, or name a folder on another disk.",
        )
