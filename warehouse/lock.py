"""One run at a time: an operating system's lock beside the work warehouse.

Belongs here: taking the lock and saying who holds it. Not here: what is done under it.

The lock is a POSIX record lock: it ends with the process that took it, however that process ends, and a forked child
does not inherit it. Such a lock is lost when its own process closes any handle of the file, so the holder never opens
the file a second time, and a set guards against a second run within the process.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import WarehouseBusyError
from warehouse.settings import Settings


@dataclass(frozen=True)
class LockHolder:
    """Who holds the lock: the process id, when it began (ISO, in UTC), and whether it is soon free again."""

    pid: int
    started_at: str
    is_brief: bool = False


_PATIENCE_SECONDS, _LOOK_AGAIN_SECONDS = 30.0, 0.1
_held: dict[Path, LockHolder] = {}
_guard = threading.Lock()


@contextmanager
def run_lock(settings: Settings, *, is_brief: bool = False) -> Iterator[LockHolder]:
    """Hold the work warehouse for the length of a `with` block; waits for nobody but who holds it briefly.

    Args:
        settings: Names the work warehouse.
        is_brief: It is held for some seconds only, such as for a copy, so that whoever comes meanwhile waits.

    Raises:
        WarehouseBusyError: Another run holds it; the message names the process.
    """
    path = settings.work_dir / "run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = LockHolder(os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"), is_brief)
    handle = _waited(path, holder)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(asdict(holder)).encode(), 0)
        yield holder
    finally:
        with _guard:
            del _held[path]
            os.ftruncate(handle, 0)
            os.close(handle)


def _waited(path: Path, holder: LockHolder) -> int:
    """Take the lock, after whoever holds it briefly."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with _guard:
            handle, other = (None, _held[path]) if path in _held else _take(path)
            if handle is not None:
                _held[path] = holder
                return handle
        if not (other and other.is_brief and time.monotonic() < until):
            raise _busy(path, other)
        time.sleep(_LOOK_AGAIN_SECONDS)


def killed_run(settings: Settings) -> LockHolder | None:
    """Return the last run if it was ended by force: it left its name in the file, and is no more.

    The lock is only touched where no process has the run's id, so that no run is ever refused because somebody looked.
    """
    path = settings.work_dir / "run.lock"
    with _guard:
        if path in _held or not path.is_file():
            return None
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            holder = _read(handle)
            return holder if holder and not _is_alive(holder.pid) and _is_free(handle) else None
        finally:
            os.close(handle)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_free(handle: int) -> bool:
    """Say whether nobody holds the lock; a process of another container has an id that is not known here."""
    try:
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _take(path: Path) -> tuple[int | None, LockHolder | None]:
    """Open and lock the file, or say who holds it; starts over when the work folder was deleted in between."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = _read(handle)
            os.close(handle)
            return None, holder
        if path.exists() and path.stat().st_ino == os.fstat(handle).st_ino:
            return handle, None
        os.close(handle)


def _read(handle: int) -> LockHolder | None:
    """Read who holds the lock; None in the instant before the holder has written it."""
    text = os.pread(handle, 1000, 0)
    try:
        return LockHolder(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _busy(path: Path, holder: LockHolder | None) -> WarehouseBusyError:
    who = f"process {holder.pid}, since {holder.started_at}" if holder else "a process that is just starting"
    stop = f", or stop it with `kill {holder.pid}`" if holder else ""
    return WarehouseBusyError(
        f"another run holds the work warehouse ({who}).", where=str(path), todo=f"Wait until it has ended{stop}."
    )
