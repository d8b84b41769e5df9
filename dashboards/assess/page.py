"""The report as one page that needs nothing beside itself.

Belongs here: filling the template. Not here: texts and figures (`view`), looks (`report.html`, `report.css`).
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboards.assess.reading import Report
from dashboards.assess.view import view_of
from dashboards.catalogue import load_catalogue

_FOLDER = Path(__file__).parent


def as_page(report: Report, language: str) -> str:
    """Return the report as HTML: style and charts inside, nothing fetched from elsewhere."""
    house = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    style = (_FOLDER / "report.css").read_text(encoding="utf-8")
    return house.get_template("report.html").render(view_of(report, load_catalogue(language)), style=style)
