"""Commands that build: `run`, `bench`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.console import Config, ConsoleReporter, settings_of


def run(
    config: Config = None,
    full: Annotated[bool, typer.Option("--full", help="Build every table anew, even when nothing is new.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day that the release speaks of.")
    ] = None,
    intraday: Annotated[
        bool,
        typer.Option(
            "--intraday", help="Within the day: only the tables that matter at once, and a provisional release."
        ),
    ] = False,
    source: Annotated[str | None, typer.Option("--source", help="Take in only this source's new files.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Take extracts of this day and later in again."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The same, up to and with this day; one bound is enough."),
    ] = None,
    candidate: Annotated[
        bool,
        typer.Option("--candidate", help="Leave the release unpublished; see `entrepot release diff --candidate`."),
    ] = False,
) -> None:
    """Bring in what is new, build the warehouse and publish a release.

    Exit code 0: the current release reflects everything that arrived; 2: it is good, but a source is held back, forced,
    stopped or missing, or files wait for the next full run; 1: the run failed or another one is under way, and the
    last release stays.

    With --from or --to the extracts of those days, of one source or all, go through the gate again even if they have
    landed or were stopped, and what they touch is built anew.
    """
    from orchestration.cli.summary import print_summary
    from orchestration.options import RunOptions
    from orchestration.run import run as run_once

    settings = settings_of(config)
    reporter = ConsoleReporter()
    options = RunOptions(
        full=full,
        as_of=_day(as_of),
        intraday=intraday,
        source=source,
        since=_day(since),
        until=_day(until),
        candidate=candidate,
    )
    outcome = run_once(settings, options, reporter)
    print_summary(settings, outcome, reporter.steps)
    raise typer.Exit(outcome.exit_code)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


bench_app = typer.Typer(invoke_without_command=True)


@bench_app.callback()
def bench(
    context: typer.Context,
    lines: Annotated[
        list[int] | None,
        typer.Option("--lines", help="Order lines; give it twice to measure a slope. \\[default: 1 and 5 million]"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Where to work \\[default: a temporary folder].")] = None,
    landing_only: Annotated[
        bool, typer.Option("--landing-only", help="Build nothing: land, load, land a delta.")
    ] = False,
) -> None:
    """Measure landing and build against bare DuckDB doing the same work by hand."""
    if context.invoked_subcommand:
        return
    from orchestration.bench import run_bench

    run_bench(tuple(lines or (1_000_000, 5_000_000)), folder, json_output, landing_only)


@bench_app.command("identity")
def bench_identity(
    records: Annotated[int, typer.Option(min=1000, help="Records of people, from the simulation.")] = 1_000_000,
    new: Annotated[int, typer.Option(min=1, help="How many of them are new to the second run.")] = 10_000,
    json_output: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work, the records are kept \\[default: a temporary folder].")
    ] = None,
) -> None:
    """Measure what linking people costs, beside bare Splink on the same records at the same budget of pairs."""
    from orchestration.bench.identity import run_identity_bench

    run_identity_bench(records, new, folder, json_output)


@bench_app.command("build")
def bench_build(
    source: Annotated[Path, typer.Option("--from", help="Configuration of a company that was run.")],
    copies: Annotated[
        list[int] | None,
        typer.Option("--copies", min=1, help="How many of it; give it twice to measure a slope. \\[default: 5 and 20]"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work, what was built is kept \\[default: a temporary folder].")
    ] = None,
    small_disk: Annotated[
        bool,
        typer.Option("--small-disk", help="Publish no release, and never keep on the disk what both built."),
    ] = False,
) -> None:
    """Measure building core and marts of a company made many times as large, beside the same SQL in bare DuckDB."""
    from orchestration.bench.build import run_build_bench

    run_build_bench(source, tuple(copies or (5, 20)), folder, json_output, small_disk)


@bench_app.command("answers")
def bench_answers(
    source: Annotated[Path, typer.Option("--from", help="Configuration of a company that was run.")],
    lines: Annotated[
        int, typer.Option(min=1, help="Order lines that its release is enlarged to at least.")
    ] = 10_000_000,
    json_output: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work, the enlarged file is kept \\[default: a temporary folder].")
    ] = None,
) -> None:
    """Measure what the answer of every question costs on a release with many order lines."""
    from orchestration.bench.answers import run_answers_bench

    run_answers_bench(source, lines, folder, json_output)


@bench_app.command("policy")
def bench_policy(
    seeds: Annotated[
        list[int] | None, typer.Option("--seed", help="Seed of a world; give several. \\[default: 101, 102 and 103]")
    ] = None,
    scale: Annotated[float, typer.Option(min=0.5, help="Size of demand; 1 is about 100,000 order lines.")] = 10.0,
    fill_rate: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="Share of demand that the proposals aim to meet.")
    ] = 0.98,
    json_output: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Run worlds forward under the order proposals and under fixed minima and maxima with as much stock."""
    from orchestration.bench.policy import run_policy_bench

    run_policy_bench(tuple(seeds or (101, 102, 103)), scale, fill_rate, json_output)
