"""The one place that says what a back-up holds.

Belongs here: the rule. Not here: copying.

Everything below `data_dir` is kept, whoever wrote it, but for what a run makes again (the work folder, Dagster's
history, notes on stopped files), the extracts of the configured sources, which belong to their systems, the ledger,
which is copied by its database's own means, and releases, unless they are asked for. Beside it the configuration and
the vendors that stand with it are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warehouse.settings import Settings

DATA, CONFIGURATION, VENDORS = "data", "configuration/entrepot.toml", "configuration/vendors"
BACKUPS = "backups"
"""Where back-ups lie below `data_dir` when no other place is named."""
_PASSING = (".incoming", ".restoring")


def what_must_be_kept(settings: Settings, *, with_releases: bool = False) -> dict[str, Path]:
    """Return every file that a back-up holds, the ledger excepted: its name in the back-up, and where it lies.

    Links are left out: the only one, `releases/current`, is kept as the name it points to.
    """
    found = {CONFIGURATION: settings.config_file}
    for name, root in ((VENDORS, settings.vendors_dir), (DATA, settings.data_dir)):
        left_out = _left_out(settings, with_releases) if name == DATA else set()
        found |= {f"{name}/{path.relative_to(root)}": path for path in _files(root, left_out)}
    return dict(sorted(found.items()))


def _left_out(settings: Settings, with_releases: bool) -> set[Path]:
    """Entries of `data_dir` that a back-up does without."""
    ledger = settings.data_dir / "ledger.sqlite"
    rebuilt = {settings.work_dir, settings.dagster_dir, settings.quarantine_dir, settings.data_dir / BACKUPS}
    of_ledger = {ledger.with_name(ledger.name + ending) for ending in ("", "-wal", "-shm", "-journal")}
    return rebuilt | of_ledger | source_folders(settings) | (set() if with_releases else {settings.releases_dir})


def source_folders(settings: Settings) -> set[Path]:
    """Entries of `data_dir` in which extracts of configured sources lie, switched off or not."""
    inside = [source.path for source in settings.source if source.path.is_relative_to(settings.data_dir)]
    return {settings.data_dir / path.relative_to(settings.data_dir).parts[0] for path in inside}


def _files(folder: Path, left_out: set[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path in left_out or path.is_symlink() or path.name in _PASSING or path.suffix == ".tmp":
            continue
        if path.is_dir():
            yield from _files(path, left_out)
        else:
            yield path
