"""Files on S3, SFTP and wherever else fsspec reaches: copied beside the others, from where intake takes them.

Belongs here: which of them are new, and copying one whole or not at all. Not here: what stands in them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from ingestion.connectors.access import Access
from ingestion.connectors.remote.host_keys import pinned
from warehouse.files import sync

_TODO = "Check address, rights and network, then run again; what has landed stays."
_WORDS = {
    "sftp": {"user": "username", "password": "password", "port": "port"},
    "s3": {"key": "key", "secret": "secret", "endpoint": "endpoint_url", "region": "region"},
}
"""What fsspec calls an option or a credential of a source, by the kind of its address."""


def copy_new_files(access: Access, folder: Path, tell: Callable[[str], None]) -> None:
    """Copy every file below the source's address that is not in the folder as it stands there.

    Args:
        access: Its url is such as `s3://bucket/exports` or `sftp://host/out`; options and credentials are named in the
            how-to on a company's own files.
        folder: Where the files are copied, under the same names.
        tell: Called with the name of each file.

    Raises:
        SourceUnreachableError: The folder does not answer, or a file came in part.
    """
    kind, _, place = access.url.partition("://")
    try:
        system, root = _opened(access, kind, place)
        found = system.find(root, detail=True)
        for name, facts in sorted(found.items()):
            target = folder / PurePosixPath(name).relative_to(PurePosixPath(root))
            if not _is_here(target, facts):
                tell(f"{access.name}: {target.name}")
                _copy(access, system, name, facts, target)
    except _failures() as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise access.unreachable(
            f"the remote folder cannot be read: {said.rstrip('.')}.", where=kind, todo=_TODO
        ) from None


def _failures() -> tuple[type[Exception], ...]:
    """What fsspec's file systems raise where they do not answer or refuse."""
    from botocore.exceptions import BotoCoreError
    from paramiko.ssh_exception import SSHException

    return OSError, ValueError, ImportError, EOFError, BotoCoreError, SSHException


def _opened(access: Access, kind: str, place: str) -> tuple[Any, str]:
    words = _WORDS.get(kind, {})
    given: dict[str, Any] = {words[name]: value for name, value in access.options.items() if name in words}
    given |= {words[name]: access.secret(name) for name in access.source.credentials if name in words}
    if kind != "sftp":
        region = given.pop("region", None)
        given |= {"client_kwargs": {"region_name": region}} if region else {}
        return _filesystem(kind, use_listings_cache=False, **given), place.strip("/")
    host, _, path = place.partition("/")
    name, _, port = host.partition(":")
    given["port"] = int(port or given.get("port", 22))
    given["host_key_policy"] = pinned(access.options.get("host_key", ""))
    return _filesystem("sftp", host=name, **given), f"/{path}".rstrip("/") or "/"


def _filesystem(kind: str, **given: Any) -> Any:
    return fsspec.filesystem(kind, **given)  # type: ignore[no-untyped-call]


def _is_here(target: Path, facts: dict[str, Any]) -> bool:
    """The same size, and not older than the remote file."""
    if not target.is_file() or target.stat().st_size != facts["size"]:
        return False
    changed = _changed_at(facts)
    return changed is None or target.stat().st_mtime >= changed.timestamp()


def _copy(access: Access, system: Any, name: str, facts: dict[str, Any], target: Path) -> None:
    """Copy a file aside and give it its name and its time when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.tmp")
    system.get_file(name, str(aside))
    if aside.stat().st_size != facts["size"]:
        aside.unlink()
        raise access.unreachable(
            f"of {target.name} only a part came, or it was written meanwhile.",
            todo="Run again; a system should write a file aside and rename it when it is whole.",
        )
    changed = _changed_at(facts)
    if changed is not None:
        os.utime(aside, (changed.timestamp(), changed.timestamp()))
    sync(aside)
    aside.replace(target)


def _changed_at(facts: dict[str, Any]) -> datetime | None:
    found = facts.get("LastModified") or facts.get("mtime")
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, UTC)
    return found if isinstance(found, datetime) else None
