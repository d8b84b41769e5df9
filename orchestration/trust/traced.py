"""Models whose columns were traced before, so that the same SQL is traced once.

Belongs here: what tells two models apart, keeping their edges, giving them back. Not here: tracing (purpose), and which
models are traced (columns).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from orchestration.purpose import lineage

Edge = tuple[str, str, str, str | None, str]
"""From a table and its column to a table and its column (None: to its rows), and the kind of influence."""
Trace = Callable[[], Iterable[Edge]]

KEPT = 4000
"""Models that are remembered; the ones that were used longest ago go first."""
_FILE = "column_lineage.json"
_TRACERS = (Path(lineage.__file__), Path(__file__).with_name("columns.py"))
"""The code that decides the edges of a model: where it changes, all are traced anew."""


class TracedModels:
    """The memory of models that were traced.

    Args:
        folder: Where it lies; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._before: dict[str, list[list[str | None]]] = _read(self._file)
        self._used: dict[str, list[list[str | None]]] = {}
        self._tracer = [version("sqlglot"), *(file.read_text(encoding="utf-8") for file in _TRACERS)]

    def edges(self, model: str, sql: str, tables: Mapping[str, Sequence[str]], trace: Trace) -> list[Edge]:
        """Return the edges of a model; it is traced where this SQL over these tables never was.

        Args:
            model: Its name.
            sql: Its SELECT.
            tables: The columns of each table that it reads.
            trace: Gives its edges.
        """
        state = self._state(model, sql, tables)
        if state in self._before:
            self._used[state] = self._before.pop(state)
        elif state not in self._used:
            self._used[state] = [list(edge) for edge in trace()]
        return [(str(of), str(name), str(to), column, str(kind)) for of, name, to, column, kind in self._used[state]]

    def keep(self) -> None:
        """Remember what was used, behind what was remembered before; the whole or nothing."""
        newest = list({**self._before, **self._used}.items())[-KEPT:]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        aside = self._file.with_name(f".{_FILE}.{os.getpid()}")
        aside.write_text(json.dumps(dict(newest)), encoding="utf-8")
        aside.replace(self._file)

    def _state(self, model: str, sql: str, tables: Mapping[str, Sequence[str]]) -> str:
        content = json.dumps([self._tracer, model, sql, {name: list(tables[name]) for name in sorted(tables)}])
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def _read(file: Path) -> dict[str, list[list[str | None]]]:
    """What was kept; nothing where there is no such file, or where it is no whole document."""
    try:
        found: dict[str, list[list[str | None]]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
