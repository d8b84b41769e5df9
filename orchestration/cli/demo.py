"""The command `demo`: a company to try everything on, whose truth is known.

Belongs here: writing the company and its configuration. Not here: what the company is like (simulation).
"""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.console import Config, err, out
from warehouse.errors import ConfigurationError
from warehouse.settings import config_path, load_settings

if TYPE_CHECKING:
    from simulation.company import CompanySummary, Mischief


def demo(
    config: Config = None,
    scale: Annotated[
        float | None,
        typer.Option(min=0.001, help="Size: 1 is about 100,000 order lines over two years \\[default: 1]."),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed is another company \\[default: 7].")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Let the company that stands there live on so many days.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="With --days: days from one extract to the next.")] = 1,
    faults: Annotated[
        float | None,
        typer.Option(min=0, help="How many rows and files are spoiled on purpose; 0: none \\[default: 1]."),
    ] = None,
    joints: Annotated[
        float | None,
        typer.Option(min=0, help="How often two systems do not fit together; 0: never \\[default: 1]."),
    ] = None,
    world: Annotated[
        str | None,
        typer.Option(help="Parameters of the world: a TOML file, or the name of a committed draw, judge_1 to 5."),
    ] = None,
    odoo_dsn: Annotated[
        str | None,
        typer.Option(help="Load the ERPs' tables into this PostgreSQL too, in the schemas odoo14 and odoo18."),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--with", help="Write the files of a further system too: chinese_erp."),
    ] = None,
) -> None:
    """Write the demo company's extracts, the truth beside them, and a configuration that reads the extracts."""
    from simulation.company import continue_company, demo_configuration, write_company
    from simulation.loading import load_erps
    from simulation.parameters import chosen_parameters

    if days and any(given is not None for given in (scale, seed, faults, joints, world, also)):
        raise ConfigurationError(
            "a company that lives on stays what it is.",
            where="--days",
            todo="Leave out --days, or --scale, --seed, --faults, --joints, --world and --with.",
        )
    started = time.monotonic()
    path = config_path(config)
    _write_configuration(path, demo_configuration())
    folder = load_settings(path).data_dir
    with err.status("writing the demo company …") as status:
        if days:
            summary = continue_company(folder, days, every, status.update)
        else:
            parameters = chosen_parameters(world, seed=seed, scale=scale)
            summary = write_company(folder, parameters, _mischief(faults, joints), status.update, also or ())
        if odoo_dsn:
            load_erps(folder, odoo_dsn, status.update)
    _print_summary(folder, summary)
    _print_cost(time.monotonic() - started)
    out.print(f"Configuration: {_short(path)}. Next: `entrepot run`.")


def _mischief(faults: float | None, joints: float | None) -> Mischief:
    from simulation.company import Mischief

    given = {name: value for name, value in (("faults", faults), ("joints", joints)) if value is not None}
    return Mischief(**given)


def _write_configuration(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ConfigurationError(
            "there is a configuration that is not the demo's; it is not overwritten.",
            where=str(path),
            todo="Name another file with --config.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _print_summary(folder: Path, summary: CompanySummary) -> None:
    rows = ", ".join(f"{source} {count:,}" for source, count in summary.rows.items())
    out.print(f"The demo company stands in {_short(folder / 'extracts')}; rows: {rows}.", highlight=False)
    out.print(
        f"Faults planted: {summary.planted:,}; what is true of the company: {_short(summary.truth)}.",
        highlight=False,
    )


def _print_cost(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    out.print(
        f"Took {seconds:.0f} s (CPU {used.ru_utime + used.ru_stime:.0f} s) and at most "
        f"{used.ru_maxrss * 1024 / 2**30:.1f} GiB of memory.",
        highlight=False,
    )


def _short(path: Path) -> str:
    """A path as a reader of this folder would write it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
