"""What linking people costs, beside bare Splink on the same records in the same run.

Belongs here: the order of the runs, their ratio, and printing. Not here: a run (`identity_runs`), the records
(`people`).

What is compared: the whole of ours, from canonical records to clusters that a later run goes on from, beside the whole
of what a user of Splink has to run for clusters of the same records: cleaning, training, predict, cluster. Ours comes
with a generic model, a user of Splink has none and has to train; who keeps that model pays for the training once, so
the ratio without it is given as well.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from orchestration.bench.people import write_people
from warehouse.errors import ConfigurationError, EntrepotError

NEW = 10_000
AIM = 1.8
"""Of our CPU seconds over those of bare Splink."""


def run_identity_bench(records: int, new: int, folder: Path | None, as_json: bool) -> None:
    """Make the records, measure both, and print what they cost.

    Args:
        records: How many records of people.
        new: How many of them are new to the second run.
        folder: Where to work, the records are kept there; None takes a temporary folder that is removed.
        as_json: Print JSON instead of a table.

    Raises:
        ConfigurationError: There are not more records than new ones.
    """
    if new >= records:
        raise ConfigurationError("all records would be new.", where="--new", todo="Give fewer than --records.")
    place = Path(tempfile.mkdtemp(prefix="entrepot-bench-")) if folder is None else folder
    try:
        write_people(place, records, _say)
        found = measured(place, new)
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    _print(found, as_json)


def measured(folder: Path, new: int) -> dict[str, Any]:
    """Return the figures of both runs over the records of a folder, each in a process of its own, and their ratios."""
    _say("linking as a run does")
    ours = _child("ours", folder, new)
    _say("bare Splink")
    splink = _child("splink", folder, ours["pairs"])
    untrained = splink["cpu_seconds"] - splink["train_cpu_seconds"]
    return {
        "records": ours["records"],
        "ours": ours,
        "splink": splink,
        "ratio": round(ours["cpu_seconds"] / splink["cpu_seconds"], 2),
        "ratio_without_training": round(ours["cpu_seconds"] / untrained, 2),
    }


def _child(what: str, folder: Path, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "orchestration.bench.identity_runs", what, str(folder), str(number)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise EntrepotError(
            f"the measurement failed: {result.stderr.strip().splitlines()[-1]}", where=" ".join(command[1:5])
        )
    return dict(json.loads(result.stdout.splitlines()[-1]))


def _print(found: dict[str, Any], as_json: bool) -> None:
    console = Console()
    if as_json:
        console.print_json(data=found)
        return
    ours, splink = found["ours"], found["splink"]
    for name, run in (("ours", ours), ("bare Splink", splink)):
        console.print(
            f"{name:<12} {run['cpu_seconds']:.1f} CPU s, {run['peak_gib']:.2f} GiB, {run['pairs']:,} pairs, "
            f"{run['clusters']:,} clusters, the largest of {run['largest_cluster']:,} records", highlight=False,
        )  # fmt: skip
    parts = ", ".join(
        f"{part} {splink[f'{part}_cpu_seconds']:.1f}" for part in ("clean", "train", "predict", "cluster")
    )
    console.print(f"bare Splink in parts: {parts}; blocking rules: {len(splink['rules'])}", highlight=False)
    console.print(
        f"{found['records']:,} records: {found['ratio']} times bare Splink (aim {AIM}), "
        f"{found['ratio_without_training']} times if its training is left out", highlight=False,
    )  # fmt: skip
    fresh = ours["new"]
    console.print(
        f"{fresh['records']:,} new records against the rest: {fresh['cpu_seconds']:.1f} CPU s, "
        f"{fresh['pairs']:,} pairs", highlight=False,
    )  # fmt: skip


def _say(text: str) -> None:
    Console(stderr=True).print(f"… {text}", style="dim")
