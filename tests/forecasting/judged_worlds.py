"""Worlds of the known-truth company: what is forecast of demand, beside what was wanted and what was to be expected.

    python tests/forecasting/judged_worlds.py FOLDER SCALE WORLD…

A world is one of `simulation/worlds` or a file of parameters. Each is made and run up to its forecasts, once; a second
call judges what lies in FOLDER. Printed per world, as a line of JSON: over the 12 whole weeks after the last day, WAPE
of true demand (web, app and wholesale) of the forecast, of the oracle (what was to be expected, knowing all but chance)
and of seasonal naive, at option × market, at SKU × market and of options in weeks 1 to 8 of their style's life; and
what stock-outs hid before, summed, beside the truth.

Belongs here: running and printing. Not here: how a figure is made (`judged_demand.sql`, `judged_figures.sql`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb

from orchestration.options import RunOptions
from orchestration.pipeline import opened_pipeline
from orchestration.reporter import Reporter
from warehouse.settings import load_settings

ENTREPOT = (sys.executable, "-c", "from orchestration.cli.app import main; main()")
HERE = Path(__file__).parent


def forecast(config: Path) -> None:
    """Run a company up to its forecasts, as `entrepot run` does; plans, marts and a release are left out."""
    with opened_pipeline(load_settings(config), RunOptions(), Reporter()) as pipeline:
        for name in pipeline.plans:
            pipeline.land(name)
        pipeline.load_raw()
        pipeline.build_canonical()
        pipeline.admit()
        pipeline.resolve_identity()
        pipeline.build_core()
        pipeline.forecast_demand()


def figures(data: Path) -> dict[str, dict[str, float]]:
    """Return each subject's figures."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{data / 'work' / 'warehouse.duckdb'}' as work (read_only)")
        for name in ("judged_demand.sql", "judged_figures.sql"):
            connection.execute((HERE / name).read_text(encoding="utf-8").replace("{truth}", str(data / "truth")))
        rows = connection.execute("select subject, figure, round(figure_value, 4) from figures").fetchall()
    found: dict[str, dict[str, float]] = {}
    for subject, figure, value in rows:
        found.setdefault(subject, {})[figure] = value
    return found


def main() -> None:
    """Run each world and print its figures."""
    folder, scale, *worlds = sys.argv[1:]
    for world in worlds:
        home = Path(folder) / f"{Path(world).stem}_{scale}"
        config = home / "entrepot.toml"
        if not config.exists():
            made = (*ENTREPOT, "demo", "--config", str(config), "--world", world, "--scale", scale)
            subprocess.run(made, capture_output=True, check=True)
        if not (home / "forecast_done").exists():
            forecast(config)
            (home / "forecast_done").touch()
        sys.stdout.write(
            json.dumps({"world": Path(world).stem, "scale": float(scale), **figures(home / "data")}) + "\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
