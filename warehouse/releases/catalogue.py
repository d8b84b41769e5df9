"""Which releases there are, which one is current, and whether another build would say anything new.

Belongs here: reading the folder of releases. Not here: anything that changes it.
"""

from __future__ import annotations

from pathlib import Path

from warehouse.errors import ReleaseError
from warehouse.releases.manifest import CURRENT, MANIFEST, Release, ReleaseFacts, is_release_id, read_release
from warehouse.settings import Settings


def current_release(settings: Settings) -> Release | None:
    """Return the release that `releases/current` points to; None before the first one.

    The link is resolved once: everything read through the result is of one release.

    Raises:
        ReleaseError: The link points to a release that is missing or damaged, or is no link.
    """
    link = settings.releases_dir / CURRENT
    try:
        name = link.readlink().name
    except FileNotFoundError:
        return None
    except OSError as error:
        newest = max((folder.name for folder in _folders(settings.releases_dir)), default="RELEASE")
        raise ReleaseError(
            "this is not a link to a release; copying or restoring may have replaced it.",
            where=str(link),
            todo=f"Remove it and make it again: ln -s {newest} {link}",
        ) from error
    return load_release(settings, name)


def newest_release(settings: Settings) -> Release | None:
    """Return the release that was published last, current or not; None before the first one.

    Raises:
        ReleaseError: Its manifest is damaged.
    """
    folders = _folders(settings.releases_dir)
    return read_release(folders[-1]) if folders else None


def require_release(settings: Settings, release_id: str | None = None) -> Release:
    """Return the named release, or the current one.

    Raises:
        ReleaseError: There is no such release, or none at all.
    """
    if release_id is not None:
        return load_release(settings, release_id)
    release = current_release(settings)
    if release is None:
        raise ReleaseError(
            "there is no release yet.", where=str(settings.releases_dir), todo="Publish one with `entrepot run`."
        )
    return release


def load_release(settings: Settings, release_id: str) -> Release:
    """Return a release by its id.

    Raises:
        ReleaseError: There is no such release, or its manifest is damaged.
    """
    folder = settings.releases_dir / release_id
    if not is_release_id(release_id) or not folder.is_dir():
        known = ", ".join(release.id for release in list_releases(settings)) or "none"
        raise ReleaseError(
            f"there is no release {release_id!r}.", where=str(settings.releases_dir), todo=f"There are: {known}."
        )
    return read_release(folder)


def list_releases(settings: Settings) -> list[Release]:
    """Return every published release, oldest first.

    Raises:
        ReleaseError: The manifest of one of them is damaged.
    """
    return [read_release(folder) for folder in _folders(settings.releases_dir)]


def is_up_to_date(release: Release, facts: ReleaseFacts) -> bool:
    """Say whether a release was built from exactly these inputs."""
    return release.manifest.inputs == facts.inputs


def _folders(releases_dir: Path) -> list[Path]:
    """Folders that hold a release; a link and the folders of builds under way are none."""
    if not releases_dir.is_dir():
        return []
    names = sorted(path.name for path in releases_dir.iterdir() if is_release_id(path.name))
    return [releases_dir / name for name in names if (releases_dir / name / MANIFEST).exists()]
