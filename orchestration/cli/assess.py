"""The command `assess`: the integration report.

Belongs here: choosing the release, where the report is put, what is printed. Not here: what it says
(`dashboards.assess`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.console import Config, out, settings_of

if TYPE_CHECKING:
    from dashboards.assess import Report
    from warehouse.releases import Release

_FOLDER = "assess"


class Language(StrEnum):
    """Languages of the report."""

    en = "en"
    zh = "zh"
    ar = "ar"


class Form(StrEnum):
    """What the report can be."""

    html = "html"
    xlsx = "xlsx"
    json = "json"


def assess(
    config: Config = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the report.")] = Language.en,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="A page, a spreadsheet (both written to a file), or JSON, printed.")
    ] = Form.html,
    release_id: Annotated[str | None, typer.Option("--release", help="Report on an earlier release.")] = None,
) -> None:
    """Report how well the systems fit together: pair by pair, with what the gaps cost, their cause and remedy."""
    from dashboards.assess import as_json, as_page, as_workbook
    from warehouse.files import write_whole
    from warehouse.releases import require_release

    settings = settings_of(config)
    release = require_release(settings, release_id)
    report = _read(release)
    if form is Form.json:
        typer.echo(as_json(report, lang.value))
        return
    content = as_page(report, lang.value) if form is Form.html else as_workbook(report, lang.value)
    folder = settings.data_dir / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{release.id}_{lang.value}.{form.value}"
    write_whole(path, content)
    out.print(f"The report on release {release.id} stands in {path}.", highlight=False, soft_wrap=True)


def _read(release: Release) -> Report:
    from dashboards.assess import read_report
    from dashboards.queries import OpenedRelease
    from warehouse.connections import open_reader

    with open_reader(release.database) as connection:
        return read_report(OpenedRelease(connection), release.id)
