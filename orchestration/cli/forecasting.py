"""The command group `forecast`, and how good the engine is on any table of series.

Belongs here: the command `evaluate`. Not here: any figure (`forecasting.demand`), the other commands (forecast_desk).
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import forecast_desk
from orchestration.cli.console import err, out, print_table

if TYPE_CHECKING:
    from forecasting.demand.evaluate import Evaluation

app = forecast_desk.mounted(
    typer.Typer(help="What will sell: forecasts explained, overridden, and tried on any table.", no_args_is_help=True)
)
_NOTHING = ""


class Frequency(StrEnum):
    """How far apart the periods are."""

    hour = "h"
    day = "D"
    week = "W"
    month = "M"
    quarter = "Q"
    year = "Y"


class Gaps(StrEnum):
    """How periods without a row are taken."""

    auto = "auto"
    zero = "zero"
    missing = "missing"


@app.callback()
def group() -> None:
    """What will sell: forecasts explained, overridden, and tried on any table."""


@app.command()
def evaluate(
    series: Annotated[
        Path, typer.Argument(help="A CSV or Parquet table: unique_id, ds, y; others, price and events, may follow.")
    ],
    horizon: Annotated[int, typer.Option("--horizon", help="Periods ahead that are forecast.")],
    origins: Annotated[
        int, typer.Option("--origins", help="How many times the past is forecast again; 1 with --test.")
    ] = 1,
    season: Annotated[
        int | None, typer.Option("--season", help="Periods of a season \\[default: the frequency's own].")
    ] = None,
    freq: Annotated[
        Frequency | None, typer.Option("--freq", help="How far apart periods are \\[default: told from the dates].")
    ] = None,
    test: Annotated[
        Path | None, typer.Option("--test", help="A table of what came afterwards; its y is only measured against.")
    ] = None,
    gaps: Annotated[
        Gaps, typer.Option("--gaps", help="How periods without a row are taken; auto says what it found.")
    ] = Gaps.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Write the forecasts, with ranges, to a .csv or .parquet file.")
    ] = None,
) -> None:
    """Forecast the past again with the product's own method, and hold it against simple ones and AutoETS.

    Columns besides unique_id, ds and y count only where their future is known: where the test file has them too, or
    where a column known_at says when each row's values became known.
    """
    from forecasting.demand.evaluate import Asked
    from forecasting.demand.evaluate import evaluate as forecast_and_measure

    asked = Asked(series, horizon, origins, season, freq.value if freq else None, test, predictions, gaps.value)
    found = forecast_and_measure(asked, lambda text: err.print(f"… {text}", style="dim"))
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=1))
        return
    _print(found)


def _print(found: Evaluation) -> None:
    figures = found.as_json()
    methods = figures["methods"]
    names = list(next(iter(methods.values())))
    rows = [[name, *[_shown(methods[method][name]) for method in methods]] for name in names]
    title = f"{figures['series']:,} series, {figures['origins']} origins, {figures['horizon']} periods ahead"
    print_table(title, ["figure", *methods], rows, _NOTHING)
    reasons = "; ".join(f"{reason} ({count:,})" for reason, count in figures["fallback_reasons"].items())
    out.print(
        f"Frequency {figures['frequency']}, season {figures['season']}; periods without a row: {figures['gaps']}. "
        f"Ranges from {figures['calibration_origins']} earlier origins.\n"
        f"Columns used: {', '.join(figures['columns_used']) or 'none'}; future unknown, so not used: "
        f"{', '.join(figures['columns_unused']) or 'none'}.\n"
        f"Fallbacks: {reasons or 'none'}.\n"
        f"At most {figures['peak_memory_mb']:,.0f} MB of memory. Settings {figures['settings_hash']}",
        highlight=False,
        soft_wrap=True,
    )


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
