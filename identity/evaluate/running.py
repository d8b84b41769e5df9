"""An evaluation from file to figures.

Belongs here: the order, and what it cost. Not here: how it is shown (the command).
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from identity.cluster.linkage import CLUSTER
from identity.configuration import linkage_settings, settings_hash
from identity.evaluate.deterministic import DETERMINISTIC, write_deterministic
from identity.evaluate.measuring import Figures, measure
from identity.evaluate.reading import read_records
from identity.resolve import PartyType, resolve


@dataclass(frozen=True)
class Evaluation:
    """What resolving a table came to, and what exact keys alone come to; CPU with children, memory at its peak."""

    records: int
    figures: Figures
    deterministic: Figures
    cpu_seconds: float
    deterministic_cpu_seconds: float
    peak_memory_mb: float
    keys: int
    pairs: int
    settings_hash: str

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the names that scripts read."""
        cost = {"records": self.records, "peak_memory_mb": round(self.peak_memory_mb, 1)}
        return {
            **asdict(self.figures),
            **cost,
            "cpu_seconds": round(self.cpu_seconds, 2),
            "deterministic": {
                **asdict(self.deterministic),
                **cost,
                "cpu_seconds": round(self.deterministic_cpu_seconds, 2),
            },
            "keys": self.keys,
            "pairs": self.pairs,
            "settings_hash": self.settings_hash,
        }


def evaluate(
    path: Path, truth: str, party_type: PartyType, mapping: Sequence[str], say: Callable[[str], None]
) -> Evaluation:
    """Resolve a table with the generic configuration, and hold the clusters against a column that knows better.

    Args:
        path: A CSV or Parquet file.
        truth: Its column of the truth; it is not looked at before the clusters stand.
        party_type: What the records are of.
        mapping: `theirs=ours` for columns of other names.
        say: Is told what begins.

    Raises:
        IdentityError: The file or a column cannot be read.
    """
    began = _cpu()
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set enable_progress_bar = false")
        say("reading")
        records = read_records(connection, path, truth, mapping)
        done = resolve(connection, party_type, linkage_settings(), say)
        figures, cost = measure(connection, CLUSTER), _cpu() - began
        began = _cpu()
        write_deterministic(connection, records, organisations=party_type == "organisation")
        yardstick = measure(connection, DETERMINISTIC)
    return Evaluation(
        records, figures, yardstick, cost, _cpu() - began, _peak_megabytes(), done.keys, done.pairs, settings_hash()
    )


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
