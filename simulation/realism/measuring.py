"""Measuring the figures of a company from its files.

Belongs here: running the SQL beside over extracts and truth, and giving each figure its range and source. Not here: how
a figure is computed (the SQL), what it means and what is real (`figures.toml`), how it is shown (`__main__`).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from simulation.errors import DemoError
from simulation.folder import EXTRACTS, TRUTH, TRUTH_MARKER

_HERE = Path(__file__).parent
_SQL = ("sheets", "customers", "demand", "price", "delivery")


@dataclass(frozen=True)
class Realism:
    """One figure of a company beside what is real.

    Attributes:
        name: Its short name, such as `return_rate`.
        label: Its name for a reader.
        value: What was measured; None where the company has nothing to measure it on.
        low: Lower end of what is taken for real, itself included.
        high: Upper end, itself included.
        unit: `share` (a fraction), `ratio`, `units` or `elasticity`.
        definition: What it means and how it is counted.
        source: Publisher, year and what it says; empty where no public source was found.
        url: Where that stands.
        depends_on_scale: Whether a company of another size than 1 has another value.
    """

    name: str
    label: str
    value: float | None
    low: float
    high: float
    unit: str
    definition: str
    source: str = ""
    url: str = ""
    depends_on_scale: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the figure was measured and lies within its range."""
        return self.value is not None and self.low <= self.value <= self.high


def measure(data_dir: Path) -> list[Realism]:
    """Measure every figure of a company that stands on disk, written without faults.

    Args:
        data_dir: The data folder, with `extracts` and `truth`.

    Returns:
        The figures in the order of `figures.toml`.

    Raises:
        DemoError: The folder holds no company of the demo, or one with faults in its files.
    """
    _refuse_other(data_dir)
    values = _values(data_dir)
    return [Realism(name=name, value=values.get(name), **figure) for name, figure in _figures().items()]


def _refuse_other(data_dir: Path) -> None:
    marker = data_dir / TRUTH / TRUTH_MARKER
    if not marker.is_file():
        raise DemoError(
            "there is no demo company to measure.", where=str(data_dir), todo="Write one and name its data folder."
        )
    if json.loads(marker.read_text(encoding="utf-8"))["faults"] > 0:
        raise DemoError(
            "the files of this company have faults.",
            where=str(data_dir),
            todo="Write one with `entrepot demo --faults 0` and measure that.",
        )


def _figures() -> dict[str, dict[str, Any]]:
    return tomllib.loads((_HERE / "figures.toml").read_text(encoding="utf-8"))


def _values(data_dir: Path) -> dict[str, float | None]:
    """Return what the SQL measured, by name."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute("set variable extracts = $path", {"path": str(data_dir / EXTRACTS)})
        connection.execute("set variable truth = $path", {"path": str(data_dir / TRUTH)})
        connection.execute("create temp table figure (name varchar, figure_value double)")
        for name in _SQL:
            connection.execute((_HERE / f"{name}.sql").read_text(encoding="utf-8"))
        return dict(connection.execute("select name, figure_value from figure").fetchall())
