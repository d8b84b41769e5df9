"""The comparison: slopes against the floor's slopes, a delta against the whole, fixed cost, peak memory.

Belongs here: starting one process per measurement, and the figures that follow. Not here: the measurements.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from warehouse.errors import ConfigurationError, EntrepotError

PARTS = ("landing", "build")
DELTA_PARTS = {"landed": ("landing",), "landed and loaded": ("landing", "raw")}
Figures = dict[str, float]
MODEL = "model "
"""In front of the name of a model whose wall seconds a figure is; two are built at a time."""
_DEAREST = 25
"""Models that are printed; `--json` has all."""


def run_bench(sizes: Sequence[int], folder: Path | None, as_json: bool, landing_only: bool = False) -> None:
    """Measure product and floor at each size, one after the other, and print the ratios of their slopes.

    Args:
        sizes: Two or more numbers of order lines; the slope is taken between the smallest and the largest.
        folder: Where to work; None takes a temporary folder that is removed.
        as_json: Print JSON instead of a table.
        landing_only: Build nothing: land, load, and land the delta.

    Raises:
        ConfigurationError: Fewer than two different sizes.
    """
    if len(set(sizes)) < 2:
        raise ConfigurationError(
            "a slope needs two sizes.", where="--lines", todo="Give it twice, for example 1000000 and 5000000."
        )
    place = Path(tempfile.mkdtemp(prefix="entrepot-bench-")) if folder is None else folder
    try:
        measured = {size: _measure(size, place / str(size), landing_only) for size in sorted(set(sizes))}
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    _print(measured, as_json)


def slope_ratio(measured: dict[int, dict[str, Figures]], part: str) -> float:
    """Return the product's CPU seconds per line over the floor's, between the smallest and the largest size."""
    small, large = min(measured), max(measured)
    ours = measured[large]["product"][part] - measured[small]["product"][part]
    floor = measured[large]["floor"][part] - measured[small]["floor"][part]
    return ours / floor


def delta_share(measured: dict[int, dict[str, Figures]], size: int, parts: Sequence[str]) -> float:
    """Return a delta's CPU seconds, its fixed cost included, over what the lines of its company cost in a full load."""
    small, large = min(measured), max(measured)
    more = sum(measured[large]["product"][part] - measured[small]["product"][part] for part in parts)
    per_line = more / (large - small)
    return sum(measured[size]["delta"][part] for part in parts) / (per_line * size)


def fixed_cost(measured: dict[int, dict[str, Figures]]) -> float:
    """Return the product's CPU seconds at zero lines, by the line through the smallest and the largest size."""
    small, large = min(measured), max(measured)
    low, high = measured[small]["product"]["total"], measured[large]["product"]["total"]
    return low - (high - low) / (large - small) * small


def build_without_tests(measured: dict[int, dict[str, Figures]]) -> float:
    """Return the slope of the product's build, less what the same tests cost bare DuckDB, over that of the floor's."""
    small, large = min(measured), max(measured)
    tests = measured[large]["floor"]["tests"] - measured[small]["floor"]["tests"]
    ours = measured[large]["product"]["build"] - measured[small]["product"]["build"] - tests
    return ours / (measured[large]["floor"]["build"] - measured[small]["floor"]["build"])


def daily_share(values: dict[str, Figures]) -> float:
    """Return the CPU seconds of a day's run on a delta, landing included, over those of building all of it anew."""
    landed = values["delta"]["total"]
    return (landed + values["daily"]["total"]) / (landed + values["anew"]["total"])


def models_by_cost(values: dict[str, Figures]) -> dict[str, tuple[float, float]]:
    """Return the wall seconds of each model, ours and the floor's, the dearest first."""
    ours, floor = (
        {name.removeprefix(MODEL): value for name, value in values[what].items() if name.startswith(MODEL)}
        for what in ("product", "floor")
    )
    return {name: (ours[name], floor.get(name, 0.0)) for name in sorted(ours, key=lambda name: -ours[name])}


def _measure(size: int, folder: Path, landing_only: bool) -> dict[str, Figures]:
    """Measure one size: the extracts are made outside the clock, then product, floor, and the product on a delta."""
    Console(stderr=True).print(f"measuring {size:,} order lines …")
    _child("extracts", size, folder)
    part = "_landing" if landing_only else ""
    found = {what: json.loads(_child(f"{what}{part}", size, folder)) for what in ("product", "floor")}
    _child("delta_extracts", size, folder)
    after = ("delta",) if landing_only else ("delta", "daily", "anew")
    return {**found, **{what: json.loads(_child(what, size, folder)) for what in after}}


def _child(what: str, size: int, folder: Path) -> str:
    command = [sys.executable, "-m", "orchestration.bench.measure", what, str(size), str(folder)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise EntrepotError(
            f"the measurement failed: {result.stderr.strip().splitlines()[-1]}", where=" ".join(command[1:5])
        )
    return result.stdout.strip().splitlines()[-1] if result.stdout.strip() else "{}"


def _print(measured: dict[int, dict[str, Figures]], as_json: bool) -> None:
    parts_measured = [part for part in PARTS if all(part in values["product"] for values in measured.values())]
    figures = {
        "cpu_seconds": {f"{size}": values for size, values in measured.items()},
        "slope_ratio": {part: round(slope_ratio(measured, part), 3) for part in parts_measured},
        "delta_share": {
            name: {f"{size}": round(delta_share(measured, size, parts), 3) for size in measured}
            for name, parts in DELTA_PARTS.items()
        },
        "fixed_cpu_seconds": round(fixed_cost(measured), 1),
        "peak_gib": round(max(values["product"]["peak_gib"] for values in measured.values()), 2),
        "landing_peak_gib": round(max(values["product"]["landing_peak_gib"] for values in measured.values()), 2),
    }
    if "build" in parts_measured:
        figures["build_without_tests"] = round(build_without_tests(measured), 3)
        figures["daily_share"] = {f"{size}": round(daily_share(values), 3) for size, values in measured.items()}
    console = Console()
    if as_json:
        console.print_json(data=figures)
        return
    for size, values in measured.items():
        for what, timings in values.items():
            parts = "  ".join(f"{name} {value:.1f}" for name, value in timings.items() if not name.startswith(MODEL))
            console.print(f"{size:>11,} lines  {what:<8} {parts}", highlight=False)
    if "build" in parts_measured:
        _print_build(console, measured)
    for part in parts_measured:
        console.print(
            f"{part}: {slope_ratio(measured, part):.2f} times bare DuckDB per line (aim 1.3)", highlight=False
        )
    for name, steps in DELTA_PARTS.items():
        shares = ", ".join(f"{delta_share(measured, size, steps):.3f} at {size:,} lines" for size in measured)
        console.print(f"a delta of 1 %, {name}: {shares} of what the whole cost per line (aim 0.05)", highlight=False)
    console.print(
        f"fixed cost {fixed_cost(measured):.1f} CPU s (aim 30), peak memory {figures['peak_gib']} GiB (aim 4), "
        f"while landing {figures['landing_peak_gib']} GiB (aim 3)",
        highlight=False,
    )


def _print_build(console: Console, measured: dict[int, dict[str, Figures]]) -> None:
    """Print the build without its tests, the days after, and the dearest models at the largest size."""
    console.print(
        f"build without tests: {build_without_tests(measured):.2f} times bare DuckDB per line (aim 1.3)",
        highlight=False,
    )
    for size, values in measured.items():
        same = "the same tables" if values["anew"]["is_same"] else "OTHER TABLES"
        console.print(
            f"a day of 1 % at {size:,} lines: {daily_share(values):.2f} of building it anew (aim 0.4), with {same}",
            highlight=False,
        )
    for name, (ours, floor) in list(models_by_cost(measured[max(measured)]).items())[:_DEAREST]:
        console.print(f"  {name:<48} {ours:>7.2f} s, bare DuckDB {floor:>7.2f} s", highlight=False)
