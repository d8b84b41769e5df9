"""Commands that serve: the web pages, and the operators' pages, which are for this machine only."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.console import Config, settings_of

LOCAL = "127.0.0.1"
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")]


def dashboards(
    config: Config = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 8501,
    address: Annotated[str, typer.Option(help="Address; any but this machine's only where people sign in.")] = LOCAL,
) -> None:
    """Serve the dashboards (stop with Ctrl-C)."""
    from dashboards.serve import serve

    raise typer.Exit(serve(settings_of(config), port, address))


def dagster(config: Config = None, port: Port = 3000) -> None:
    """Serve the operators' pages: assets, runs, schedule and sensor (stop with Ctrl-C)."""
    from orchestration.dagster_server import serve

    raise typer.Exit(serve(settings_of(config), LOCAL, port))
