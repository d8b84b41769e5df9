"""What building core and marts of the whole demo company costs, beside the same SQL in one bare DuckDB process.

Belongs here: the order of the measurements at each number of copies, the ratios, and printing. Not here: a measurement
(`building`), the copies (`copies`).
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

from orchestration.bench.building import BUILT
from orchestration.bench.compare import Figures, models_by_cost, slope_ratio
from warehouse.errors import ConfigurationError, EntrepotError
from warehouse.settings import load_settings

AIM, AIM_GIB = 1.3, 12
_DEAREST = 25
Measured = dict[int, dict[str, Figures]]
"""By order lines: what was measured of `copies`, `product`, `release` and `floor`."""
STEPS = ("copies", "product", "release", "floor")
STEPS_OF_A_SMALL_DISK = ("copies", "product", "copies", "floor")
"""No release, and the copies are written anew without what the product built before bare DuckDB builds it."""


def run_build_bench(
    source: Path, copies: Sequence[int], folder: Path | None, as_json: bool, is_disk_small: bool = False
) -> None:
    """Measure at each number of copies of a finished company, and print the ratio of the slopes.

    Args:
        source: Configuration of a company that was run; nothing of it is changed.
        copies: Two or more numbers of copies; the slope is taken between the fewest and the most.
        folder: Where to work, what was built is kept there; None takes a temporary folder that is removed.
        as_json: Print JSON instead of a table.
        is_disk_small: Publish nothing, and never keep what both built at the same time.

    Raises:
        ConfigurationError: Fewer than two different numbers.
    """
    if len(set(copies)) < 2:
        raise ConfigurationError("a slope needs two sizes.", where="--copies", todo="Give it twice, such as 5 and 20.")
    place = Path(tempfile.mkdtemp(prefix="entrepot-bench-")) if folder is None else folder
    steps = STEPS_OF_A_SMALL_DISK if is_disk_small else STEPS
    try:
        measured = dict(
            _measure(source.resolve(), number, place / str(number), steps) for number in sorted(set(copies))
        )
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
    console = Console()
    if as_json:
        console.print_json(data=compared(measured))
        return
    _print(console, measured)


def compared(measured: Measured) -> dict[str, object]:
    """Return all figures and their ratios, as JSON has them."""
    return {
        "figures": {str(lines): values for lines, values in measured.items()},
        "slope_ratio": round(slope_ratio(measured, "build"), 3),
        "tests_slope_ratio": round(slope_ratio(measured, "tests"), 3),
        "peak_gib": round(max(values["product"]["peak_gib"] for values in measured.values()), 2),
        "rows_beside_lines": rows_beside_lines(measured),
    }


def rows_beside_lines(measured: Measured) -> dict[str, float]:
    """Return for each fact how many times as many rows the largest has, over how many times as many order lines.

    A table whose joins crossed from one copy to another would have more than 1.
    """
    small, large = min(measured), max(measured)
    before, after = measured[small]["product"], measured[large]["product"]
    names = [name for name in after if name.startswith("rows core.fct_") and before.get(name)]
    return {name.removeprefix("rows "): round(after[name] / before[name] / (large / small), 3) for name in names}


def _measure(source: Path, copies: int, folder: Path, steps: Sequence[str]) -> tuple[int, dict[str, Figures]]:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(load_settings(source).config_file, folder / "entrepot.toml")
    found = {}
    for what in steps:
        Console(stderr=True).print(f"{copies} copies: {what} …", style="dim")
        found[what] = _child(what, folder, source, copies)
        (folder / f"{what}.json").write_text(json.dumps(found[what]), encoding="utf-8")
    return int(found["copies"]["lines"]), found


def _child(what: str, folder: Path, source: Path, copies: int) -> Figures:
    command = [sys.executable, "-m", "orchestration.bench.building", what, str(folder), str(source), str(copies)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise EntrepotError(
            f"the measurement failed: {result.stderr.strip().splitlines()[-1]}", where=" ".join(command[1:5])
        )
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def _print(console: Console, measured: Measured) -> None:
    for lines, values in measured.items():
        for what in (step for step in STEPS[1:] if step in values):
            parts = "  ".join(f"{name} {value:.1f}" for name, value in values[what].items() if " " not in name)
            console.print(f"{lines:>11,} lines  {what:<8} {parts}", highlight=False)
    figures = compared(measured)
    console.print(
        f"{' and '.join(BUILT[:2])}: {figures['slope_ratio']} times bare DuckDB per line (aim {AIM}), its tests "
        f"{figures['tests_slope_ratio']}, peak memory {figures['peak_gib']} GiB (aim {AIM_GIB})", highlight=False,
    )  # fmt: skip
    for name, (ours, floor) in list(models_by_cost(measured[max(measured)]).items())[:_DEAREST]:
        console.print(f"  {name:<48} {ours:>7.2f} s, bare DuckDB {floor:>7.2f} s", highlight=False)
    odd = {name: times for name, times in rows_beside_lines(measured).items() if abs(times - 1) > 0.01}
    console.print(f"facts that do not grow with the lines: {odd or 'none'}", highlight=False)
