"""The pages of Great Expectations, made to be read from a disk: nothing is fetched, and nothing runs.

Belongs here: cleaning the pages, their one style sheet, and the index, which Great Expectations draws with scripts of
other hosts. Not here: what is judged.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from orchestration.acceptance.expectations import Judge, Suite, Verdict

INDEX = "index.html"
_STYLE = Path(__file__).with_name("data_docs.css")
_DROPPED = frozenset({"script", "style", "nav", "footer", "button", "title", "label", "code"})
"""Elements that go with all that is in them: they fetch, run, lead away, or are of no use without scripts."""
_DROPPED_EMPTY = frozenset({"link", "meta", "img", "input", "hr"})
_EMPTY = frozenset({"br", "col", "wbr"})
_KEPT = frozenset({"class", "id", "href", "colspan", "rowspan", "scope", "title", "hidden"})
_LOCAL = re.compile(r"(?!/)[\w./%-]*(?:#[\w-]*)?")


@dataclass(frozen=True)
class Page:
    """What the index says of a suite: what is expected, and the verdicts by name of expectation."""

    suite: Suite
    verdicts: Mapping[str, Verdict]


def write_data_docs(judge: Judge, folder: Path, release_id: str, pages: Sequence[Page]) -> None:
    """Write the pages of what was judged, and their index.

    Args:
        judge: What judged.
        folder: A folder that is not there yet.
        release_id: Shown on the index.
        pages: What the index says.
    """
    judge.build_pages(folder)
    shutil.rmtree(folder / "static")
    for path in sorted(folder.rglob("*.html")):
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        path.write_text(cleaned(path.read_text(encoding="utf-8"), f"{up}{INDEX}"), encoding="utf-8")
    (folder / INDEX).write_text(_index(folder, release_id, pages), encoding="utf-8")


def cleaned(page: str, home: str) -> str:
    """Return a page without anything that is fetched or run.

    Args:
        page: HTML as Great Expectations writes it.
        home: Address of the index, as seen from the page.
    """
    cleaner = _Cleaner()
    cleaner.feed(page)
    cleaner.close()
    return _document(f'<p><a href="{escape(home)}">All suites of this release</a></p>{"".join(cleaner.parts)}')


class _Cleaner(HTMLParser):
    """Writes down the body of a page without what is dropped; attributes only where they are known to do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropped: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an element's beginning; drop it, and what it holds, if it may not stay."""
        if tag == "body":
            self._in_body = True
        elif tag in _DROPPED or (self._dropped and tag == self._dropped[-1]) or _needs_scripts(tag, dict(attrs)):
            self._dropped.append(tag)
        elif self._writes and tag not in _DROPPED_EMPTY:
            self.parts.append(f"<{tag}{''.join(_attribute(*item) for item in attrs)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends where it begins holds nothing."""
        if self._writes and tag in _EMPTY:
            self.parts.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Write an element's end, or leave what was dropped."""
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
        elif tag == "body":
            self._in_body = False
        elif self._writes and tag not in _DROPPED_EMPTY | _EMPTY:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text, escaped."""
        if self._writes:
            self.parts.append(escape(data, quote=False) if data.strip() else "\n" if "\n" in data else data)

    @property
    def _writes(self) -> bool:
        return self._in_body and not self._dropped


def _needs_scripts(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element is a card of controls, or a link that unfolds what is shown here anyway."""
    classes = (attributes.get("class") or "").split()
    is_card = "card" in classes and "collapse" not in classes
    return (tag == "div" and is_card) or (tag == "a" and "data-toggle" in attributes)


def _attribute(name: str, value: str | None) -> str:
    """Return an attribute that may stay, else nothing; a link may lead to these pages only."""
    text = (value or "").strip()
    if name not in _KEPT or (name == "href" and not _LOCAL.fullmatch(text)):
        return ""
    return f' {name}="{escape(text)}"'


def _index(folder: Path, release_id: str, pages: Sequence[Page]) -> str:
    tables = "".join(_suite(folder, page) for page in pages)
    return _document(f"<h1>What was expected of release {escape(release_id)}</h1>{tables}")


def _suite(folder: Path, page: Page) -> str:
    """Return what the index says of a suite: links to both of its pages, and one row per expectation."""
    name = page.suite.name
    [result] = (folder / "validations" / name).rglob("*.html")
    rows = "".join(_row(item.words, page.verdicts[item.name]) for item in page.suite.expectations)
    return (
        f'<h2>{escape(page.suite.title)}</h2><p><a href="{result.relative_to(folder).as_posix()}">What was found</a> · '
        f'<a href="expectations/{name}.html">What is expected</a></p>'
        '<table class="table"><thead><tr><th>Status</th><th>Expectation</th><th>Broken by</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(words: str, verdict: Verdict) -> str:
    state = "holds" if verdict.holds else "broken"
    return f'<tr><td class="{state}">{state}</td><td>{escape(words)}</td><td>{len(verdict.broken):,}</td></tr>'


def _document(body: str) -> str:
    style = _STYLE.read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Data Docs</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>\n{style}</style></head>\n<body>{body}</body></html>\n"
    )
