"""Projects that dbt has read before, so that the same project is read once.

Belongs here: what tells two projects apart, keeping dbt's manifest, giving it back. Not here: dbt's own reading of a
project that is new (runner).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT = 20
"""Projects that are remembered; the one that was used longest ago goes first."""
_OBJECT = "partial_parse.msgpack"
_DOCUMENT = "manifest.json"
_METRICS = "semantic_manifest.json"
"""What `mf query` reads; nothing else here does."""


class ParsedProjects:
    """The memory of projects that were read.

    Args:
        folder: Where it lies; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, state: str, target: Path) -> Any:
        """Return dbt's manifest of a project in this state and write it as dbt would; None if it was never read.

        Args:
            state: The project's state, from `project_state`.
            target: The project's folder for what dbt writes.
        """
        kept = self._folder / state
        if not (kept / _DOCUMENT).is_file():
            return None
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        manifest = Manifest.from_msgpack((kept / _OBJECT).read_bytes(), decoder=extended_mashumuro_decoder)
        _place_seeds(manifest, target.parent)
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
        target.mkdir(parents=True, exist_ok=True)
        _copy(kept, target)
        os.utime(kept)
        return manifest

    def keep(self, state: str, target: Path) -> None:
        """Remember what dbt wrote when it read a project; the whole or nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f".{state}.{os.getpid()}"
        aside.mkdir()
        _copy(target, aside)
        try:
            aside.rename(self._folder / state)
        except OSError:  # another process has kept the same project meanwhile
            shutil.rmtree(aside)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        used = sorted((path for path in self._folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
        for path in used[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    for name in (_OBJECT, _DOCUMENT, _METRICS):
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def _place_seeds(manifest: Any, folder: Path) -> None:
    """Say of each seed that its file lies in this project: dbt notes the folder in which it read it."""
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            node.root_path = str(folder)


def project_state(folder: Path, values: Mapping[str, Any]) -> str:
    """Return what decides how dbt reads a project: its files, but for the connection, the variables, dbt's version.

    Args:
        folder: The assembled project.
        values: Variables that dbt is given.
    """
    from dbt.adapters.duckdb.__version__ import version as adapter_version
    from dbt.version import __version__

    digest = hashlib.sha256(json.dumps([__version__, adapter_version, values], sort_keys=True).encode())
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if place.parts[0] not in {"target", "logs", "profiles.yml", "release"} and path.is_file():
            digest.update(f"\0{place.as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
