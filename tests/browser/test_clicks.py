"""How many clicks a question takes: a path for each, walked in a real browser from the overview; writes docs/clicks.md.

It needs a company with data. `ENTREPOT_TEST_COMPANY` names the configuration of one that has a release, else a demo
company is made.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboards.app import _PAGES
from dashboards.catalogue import load_catalogue
from dashboards.questions import Question, all_questions
from dashboards.screens import cash, customers, plan, sales, service, supply

WORDS = load_catalogue("en")
BOARDS = {"sales": sales, "customers": customers, "supply": supply, "cash": cash, "service": service, "plan": plan}
GROUPS = {name: group for group, pages in _PAGES.items() for name, _ in pages}
ASKERS = ("manager", "analyst", "planner", "steward")
MOST = 3
MILLISECONDS = 60_000
FINISHED = (
    "document.querySelector('.banner') && !document.querySelector('[data-stale=true], [data-testid=stStatusWidget]')"
)


@dataclass
class Walk:
    """A way through the pages that counts its clicks."""

    page: Page
    url: str
    clicks: int = 0

    def start(self) -> None:
        self.page.goto(self.url)
        self.page.wait_for_function(FINISHED)
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def arrive(self, block: str) -> Locator:
        """Wait for the block with the answer, and see that it holds no error."""
        found = self.page.locator(f".st-key-block_{block}")
        expect(found).to_be_visible()
        self.page.wait_for_function(FINISHED)
        expect(found.locator("[data-testid=stAlertContentWarning], [data-testid=stAlertContentError]")).to_have_count(0)
        return found


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a company that has a release."""
    if made := os.environ.get("ENTREPOT_TEST_COMPANY"):
        return Path(made)
    config = tmp_path_factory.mktemp("company") / "entrepot.toml"
    program = str(Path(sys.executable).with_name("entrepot"))
    subprocess.run([program, "demo", "--scale", "0.05", "--config", str(config)], check=True)
    assert subprocess.run([program, "run", "--config", str(config)], check=False).returncode in (0, 2)
    return config


@pytest.fixture(scope="module")
def walk(
    browser: Browser, company: Path, open_dashboards: Callable[..., AbstractContextManager[Any]]
) -> Iterator[Walk]:
    expect.set_options(timeout=MILLISECONDS)
    with open_dashboards(company) as server, browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        yield Walk(page, server.url)


def by_the_list(walk: Walk, question: Question) -> str:
    """Go by the list of questions; say what stands there."""
    walk.click(walk.page.get_by_role("link", name=WORDS.text("answer.link")))
    walk.click(walk.page.locator(f".st-key-ask_{question.id} button"))
    answer = walk.arrive("answer")
    if question.answer is None:
        return f"open: waits for {question.waits_for}"
    shown = answer.locator("table").count() > 0
    return "its rows and its SQL" if shown else "no rows of it, and its SQL"


def by_the_page(walk: Walk, page: str, picture: str) -> None:
    """Go by the page that shows it as a picture."""
    walk.click(walk.page.get_by_text(WORDS.text(f"group.{GROUPS[page]}"), exact=True))
    walk.click(walk.page.get_by_role("menuitem", name=WORDS.text(f"page.{page}"), exact=True))
    walk.arrive(picture)


def pictures() -> dict[str, tuple[str, str]]:
    """Return the page and the first picture that answer a question, by its id."""
    found: dict[str, tuple[str, str]] = {}
    for page, board in BOARDS.items():
        for picture in (picture for row in board.ROWS for picture in row):
            if picture.question:
                found.setdefault(picture.question, (page, picture.name))
    return found


@pytest.mark.soak
def test_every_question_is_three_clicks_away(walk: Walk, house: Path) -> None:
    shown, lines, most = pictures(), [], 0
    for question in (it for it in all_questions() if it.user in ASKERS):
        walk.start()
        found = by_the_list(walk, question)
        most = max(most, walk.clicks)
        lines.append((question.id, "Questions → the question", walk.clicks, found))
        if question.id in shown:
            page, picture = shown[question.id]
            walk.start()
            by_the_page(walk, page, picture)
            most = max(most, walk.clicks)
            group = WORDS.text(f"group.{GROUPS[page]}")
            titles = (WORDS.text(f"page.{page}"), WORDS.text(f"picture.{picture}"))
            lines.append((question.id, f"{group} → {titles[0]}", walk.clicks, f"the picture “{titles[1]}”"))
    assert most <= MOST
    write(house / "docs" / "clicks.md", lines)


def write(page: Path, lines: list[tuple[str, str, int, str]]) -> None:
    rows = "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
    page.write_text(
        "# Clicks per question\n\n"
        "How far each question is from the overview, in clicks that a script counted in Chromium; written by\n"
        "`python -m pytest -m soak tests/browser/test_clicks.py`, which fails above three.\n\n"
        f"| question | way from the overview | clicks | there stands |\n| --- | --- | --- | --- |\n{rows}\n",
        encoding="utf-8",
    )
