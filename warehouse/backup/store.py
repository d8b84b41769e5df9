"""The folder of back-ups: each file once, under its SHA-256, and one manifest per back-up.

    TARGET/files/ab/ab12…          the bytes, never changed
    TARGET/20261126T031500Z.json   what that back-up holds: name, size, SHA-256, time and rights of every file

Belongs here: manifests, adding and reading files, checking and clearing up. Not here: what is kept (rule).

A file is written aside and renamed, the manifest comes last: a killed back-up leaves the earlier ones whole, and bytes
that the next one uses or clears away.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.errors import EntrepotError

FORMAT: Literal[1] = 1
FILES = "files"
_NAME = re.compile(r"\d{8}T\d{6}Z\.json")
ASIDE = ".tmp"
_CHUNK = 1 << 20


Progress = Callable[[int, int], None]
"""Told the bytes that are done, and all there are."""


class BackupError(EntrepotError):
    """A back-up cannot be made, is damaged, or cannot be put back here."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoredFile(_Model):
    """A file of a back-up: size in bytes, SHA-256, modification time in nanoseconds, and rights."""

    size: int
    sha256: str
    modified_ns: int
    mode: int


class Backup(_Model):
    """The manifest of a back-up.

    Attributes:
        format: Version of this layout.
        version: Version of Entrepot that wrote it.
        origin: The configuration file that was backed up; a folder of back-ups holds those of one.
        created_at: When (UTC).
        files: By name in the back-up.
        ledger: Name of the file that holds the ledger; None when there was none.
        current_release: What `releases/current` pointed to, if releases are in it.
    """

    format: Literal[1]
    version: str
    origin: str
    created_at: datetime
    files: dict[str, StoredFile]
    ledger: str | None = None
    current_release: str | None = None

    @property
    def id(self) -> str:
        """Name of the back-up; ids sort by age."""
        return f"{self.created_at:%Y%m%dT%H%M%SZ}"

    @property
    def size_bytes(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files.values())


def list_backups(target: Path) -> list[Backup]:
    """Return the back-ups of a folder, oldest first.

    Raises:
        BackupError: A manifest cannot be read.
    """
    paths = sorted(path for path in target.iterdir() if _NAME.fullmatch(path.name)) if target.is_dir() else []
    return [_read(path) for path in paths]


def read_backup(target: Path, backup_id: str | None = None) -> Backup:
    """Return the named back-up of a folder, or its newest.

    Raises:
        BackupError: There is none.
    """
    found = [backup for backup in list_backups(target) if backup_id in {None, backup.id}]
    if not found:
        known = ", ".join(backup.id for backup in list_backups(target)) or "none"
        raise BackupError("there is no such back-up here.", where=str(target), todo=f"There are: {known}.")
    return found[-1]


def write_backup(target: Path, backup: Backup) -> None:
    """Make a back-up count: its manifest appears in one rename."""
    path = target / f"{backup.id}.json"
    aside = path.with_name(path.name + ASIDE)
    aside.write_text(backup.model_dump_json(indent=1), encoding="utf-8")
    _sync(aside)
    aside.rename(path)
    _sync(target)


def stored_path(target: Path, sha256: str) -> Path:
    """Where the bytes of this hash lie."""
    return target / FILES / sha256[:2] / sha256


def holds(target: Path, file: StoredFile) -> bool:
    """Say whether bytes of that hash and size are stored; does not read them."""
    path = stored_path(target, file.sha256)
    return path.is_file() and path.stat().st_size == file.size


def add_file(target: Path, path: Path) -> tuple[StoredFile, int]:
    """Store a file's bytes and describe it; hashed on the way, so it is read once.

    Returns:
        The description, and how many bytes were new to the store.
    """
    state = path.stat()
    aside = target / FILES / f"{os.getpid()}{ASIDE}"
    aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sha256, size = copy_hashed(path, aside)
    stored = StoredFile(size=size, sha256=sha256, modified_ns=state.st_mtime_ns, mode=state.st_mode & 0o777)
    if holds(target, stored):
        aside.unlink()
        return stored, 0
    place = stored_path(target, sha256)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    _sync(aside)
    aside.rename(place)
    _sync(place.parent)
    return stored, size


def copy_hashed(path: Path, target: Path) -> tuple[str, int]:
    """Copy a file; return its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(_CHUNK):
            digest.update(block)
            copy.write(block)
            size += len(block)
    return digest.hexdigest(), size


def verify_backup(target: Path, backup: Backup, on_progress: Progress = lambda done, total: None) -> None:
    """Read every file of a back-up and compare size and hash; damaged bytes are removed, so that they are copied anew.

    Raises:
        BackupError: Files are missing or damaged; the message counts them and names the first.
    """
    wrong, done = [], 0
    for name, file in backup.files.items():
        if not holds(target, file) or file_hash(stored_path(target, file.sha256)) != file.sha256:
            wrong.append(name)
            stored_path(target, file.sha256).unlink(missing_ok=True)
        done += file.size
        on_progress(done, backup.size_bytes)
    if wrong:
        raise BackupError(
            f"{len(wrong)} of {len(backup.files)} files are missing or damaged, such as {wrong[0]}.",
            where=f"{target}, back-up {backup.id}",
            todo="Look at that disk and back up again: what is lost is copied anew where it still stands.",
        )


def clear_up(target: Path, keep: int) -> None:
    """Remove all but the newest back-ups, then bytes that none of the rest names."""
    for backup in list_backups(target)[:-keep]:
        (target / f"{backup.id}.json").unlink()
    named = {file.sha256 for backup in list_backups(target) for file in backup.files.values()}
    for path in _stored(target):
        if path.name not in named:
            path.unlink()
    for path in target.glob(f"*{ASIDE}"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def free_bytes(folder: Path) -> int:
    """Free space on the disk of a folder."""
    return shutil.disk_usage(folder).free


def _stored(target: Path) -> Iterator[Path]:
    yield from (path for path in (target / FILES).rglob("*") if path.is_file())


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(path: Path) -> Backup:
    try:
        return Backup.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BackupError(
            f"this manifest cannot be read ({' '.join(str(error).split())}).",
            where=str(path),
            todo="Take another back-up, or the version of Entrepot that wrote it.",
        ) from error


def _sync(path: Path) -> None:
    """Have the disk hold a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
