"""The pages of docs/: the generated ones are up to date, links lead somewhere, and the how-to's files pass the gate."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.checking import check_source
from ingestion.contract.delivery import vendor_tables
from orchestration.pages.canonical import canonical_page
from orchestration.pages.reference import OF_OTHERS, data_dictionary, house_settings, reference_pages, write_pages
from warehouse.settings import load_settings

Manifest = dict[str, Any]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"`([\w./-]+)`[^`\n]*:\n\n```(?:csv|yaml|sql|toml)\n(.*?)```", re.DOTALL)


def outdated(folder: Path, pages: dict[str, str]) -> list[str]:
    """Names of pages that are missing, differ, or should not be there."""
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md") if path.name not in OF_OTHERS}
    return sorted(name for name in found.keys() | pages.keys() if found.get(name) != pages.get(name))


@pytest.fixture(scope="module")
def pages(compiled: Manifest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return reference_pages(compiled, vendor_tables(house_settings(tmp_path_factory.mktemp("house"))))


def test_generated_pages_are_up_to_date(house: Path, pages: dict[str, str]) -> None:
    assert outdated(house / "docs" / "reference", pages) == [], "run `make docs`"


def test_a_changed_description_is_found(compiled: Manifest, house: Path, pages: dict[str, str]) -> None:
    planted = copy.deepcopy(compiled)
    planted["nodes"]["model.entrepot.fct_order"]["columns"]["order_date"]["description"] = "Another day."
    changed = {**pages, "data-dictionary.md": data_dictionary(planted)}
    assert outdated(house / "docs" / "reference", changed) == ["data-dictionary.md"]


def test_a_deprecated_column_is_marked_on_the_canonical_page(compiled: Manifest, pages: dict[str, str]) -> None:
    planted = copy.deepcopy(compiled)
    words = {"since": "0.4.0", "until": "0.6.0", "instead": "take `solved_at`."}
    planted["nodes"]["model.entrepot.ticket"]["columns"]["opened_at"]["config"]["meta"] = {"deprecated": words}
    changed = set(canonical_page(planted, "{origin}").splitlines()) - set(pages["canonical.md"].splitlines())
    marked = [line for line in changed if "**Deprecated** since 0.4.0, gone from 0.6.0 on: take `solved_at`." in line]
    assert [line.split(" | ")[0] for line in marked] == ["| `opened_at`"]


def test_writing_pages_leaves_exactly_these(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("gone")
    (tmp_path / "same.md").write_text("same")
    changed = write_pages(tmp_path, {"same.md": "same", "new.md": "new"})
    assert [path.name for path in changed] == ["old.md", "new.md"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.md", "same.md"]


def test_every_table_and_column_is_in_the_dictionary(compiled: Manifest, pages: dict[str, str]) -> None:
    text = pages["data-dictionary.md"]
    for node in compiled["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in {"core", "marts", "canonical", "personal"}:
            section = text.split(f"\n### {node['name']}\n")[1].split("\n### ")[0]
            missing = [name for name in node["columns"] if f"| `{name}` | " not in section]
            assert missing == [], node["name"]


def test_tables_of_a_page_have_cells_in_every_column(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(widths) == 1, f"{name}: {block.splitlines()[0]}"


def questions_without_words(manifest: Manifest, page: str) -> set[str]:
    """Questions that a model says it serves and that the page of questions does not have."""
    named = {
        name for node in manifest["nodes"].values() for name in node["config"].get("meta", {}).get("questions", [])
    }
    return named - set(re.findall(r"^\| ([a-z]+-\d+) \|", page, re.MULTILINE))


def test_every_question_that_a_model_serves_has_words(compiled: Manifest, house: Path) -> None:
    page = (house / "docs" / "questions" / "README.md").read_text(encoding="utf-8")
    assert questions_without_words(compiled, page) == set()
    assert "manager-1" in questions_without_words(compiled, page.replace("| manager-1 |", "| x |"))


def anchors(text: str) -> set[str]:
    """The places of a page that a link can name, as repository hosts make them of headings."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def dead_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)):
        place, _, anchor = target.partition("#")
        path = (page.parent / place) if place else page
        if re.match(r"[a-z]+:", target):
            continue
        if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            yield f"{page.name}: {target}"


def test_links_lead_somewhere(house: Path) -> None:
    written = [*house.glob("*.md"), *(house / "docs").rglob("*.md"), *house.glob("examples/*/*.md")]
    assert [link for page in sorted(written) for link in dead_links(page)] == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n\n[a](#here) [b](#there) [c](other.md) [d](https://example.org)\n")
    assert list(dead_links(page)) == ["page.md: #there", "page.md: other.md"]


def place_of(name: str) -> Path:
    """Where the how-to's folder has a file that its text calls by its last name."""
    folder = {".csv": "extracts/bazaar", ".sql": "vendors/bazaar/staging"}.get(Path(name).suffix, "")
    return Path(name) if "/" in name else Path(folder) / name


def test_files_of_the_how_to_pass_the_gate_as_it_says(house: Path, tmp_path: Path) -> None:
    page = (house / "docs" / "how-to" / "your-own-files.md").read_text(encoding="utf-8")
    for name, text in BLOCK.findall(page):
        path = tmp_path / place_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = check_source(load_settings(tmp_path / "entrepot.toml"), "bazaar_de")
    assert found.problems == []
    assert [row[1:5] for row in found.rows] == [
        ["order_lines_2025-03-31.csv", 4, 0, 0],
        ["order_lines_2025-04-01.csv", 3, 0, 0],
        ["orders_2025-03-31.csv", 3, 0, 0],
        ["orders_2025-04-01.csv", 3, 1, 1],
    ]
    assert len(list((tmp_path / "vendors" / "bazaar" / "staging").iterdir())) == 2
