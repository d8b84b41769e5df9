"""Pages of a release made within the day say so, in every language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.catalogue import LANGUAGES, load_catalogue
from warehouse.releases.manifest import MANIFEST, Manifest

DAY = date(2025, 12, 31)


def html_of(app: AppTest) -> str:
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in app.get("html"))


def mark(project: Path, since: date) -> None:
    """Make the tiny release one of within the day."""
    path = project / "data" / "releases" / "current" / MANIFEST
    manifest = Manifest.model_validate_json(path.read_bytes())
    marked = manifest.model_copy(update={"is_provisional": True, "incomplete_since": since})
    path.write_text(marked.model_dump_json(), encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_is_marked_as_provisional(app: AppTest, project: Path, tiny: dict[str, Any], language: str) -> None:
    tiny["publish"](project)
    mark(project, DAY)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    words = load_catalogue(language)
    assert words.text("banner.provisional") in html_of(app)
    assert words.text("banner.incomplete", days=words.formats.day(DAY)) in html_of(app)


def test_several_days_are_named_from_the_first_to_the_last(app: AppTest, project: Path, tiny: dict[str, Any]) -> None:
    tiny["publish"](project)
    mark(project, date(2025, 12, 29))
    app.run()
    assert "not complete yet: 29 Dec 2025 – 31 Dec 2025" in html_of(app)


def test_a_full_run_s_release_bears_no_mark(app: AppTest, project: Path, tiny: dict[str, Any]) -> None:
    tiny["publish"](project)
    app.run()
    assert load_catalogue("en").text("banner.provisional") not in html_of(app)
