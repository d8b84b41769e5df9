"""Admission: a source whose canonical rows do not add up to its extract keeps its last good batches; others go on.

The company is one whose other sources bring faulty extracts while the first one is forced (`breaches`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

Ask = Callable[..., list[list[str]]]

OTHERS = (
    "shop_eu", "shop_us", "erp_old", "erp", "warehouse_3pl", "targets", "payments", "carriers", "marketplace",
    "web_analytics",
)  # fmt: skip
WHY = "the bank agrees"
OPEN_TOTALS = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"


@pytest.fixture(scope="module")
def story(stories: dict[str, Future[Any]], breaches: Future[Any]) -> Any:
    """What was run around the source that is held back; the other stories are under way meanwhile."""
    return breaches.result()[0]


def test_a_breach_is_exit_code_2_and_its_money_is_named(story: Any) -> None:
    assert story.held_back.returncode == 2, story.held_back.stderr
    [line] = [line for line in story.held_back.stdout.splitlines() if "crm:" in line]
    assert "do not add up to the extract: 1234.56 and 1 rows apart on 1 totals" in line
    assert "opportunity 2025-12-30 EUR" in line
    assert "mend its staging models or contracts" in line


def test_the_source_keeps_its_last_good_batches(story: Any, ask: Ask) -> None:
    before, after = story.releases[:2]
    statuses = {source.source_name: source.status for source in after.manifest.sources}
    assert statuses.pop("crm") == "held_back"
    assert statuses == dict.fromkeys(OTHERS, "current")
    assert after.tables["core.fct_opportunity"] == before.tables["core.fct_opportunity"]
    assert len(after.manifest.held_back) == 1
    assert set(before.manifest.batches) < set(after.manifest.batches)
    assert ask(story.company, OPEN_TOTALS, "--release", after.id) == [["0"]]


def test_the_other_sources_are_published(story: Any) -> None:
    before, after = story.rows("core.fct_purchase_order_line")[:2]
    assert after == before + 1


def test_the_same_breach_is_nothing_new(story: Any) -> None:
    assert story.repeated.returncode == 2
    assert story.releases[2].id == story.releases[1].id
    assert "nothing new arrived" in story.repeated.stdout
    assert "1234.56" in story.repeated.stdout


def test_mending_brings_the_source_back(story: Any, ask: Ask) -> None:
    assert story.mended.returncode == 0, story.mended.stderr
    manifest = story.releases[3].manifest
    assert {source.status for source in manifest.sources} == {"current"}
    assert manifest.held_back == ()
    before, *_, after = story.rows("core.fct_opportunity")
    assert after == before + 3
    assert ask(story.company, OPEN_TOTALS) == [["0"]]


def test_a_forced_source_is_published_and_red_with_who_and_why(story: Any, ask: Ask) -> None:
    assert story.decided.returncode == 0, story.decided.stderr
    assert "crm, 1 batch: forced by anna on" in story.decided.stdout
    assert story.forced.returncode == 2, story.forced.stdout + story.forced.stderr
    before, _, _, after = story.rows("core.fct_opportunity")
    assert story.forced_release.tables["core.fct_opportunity"].rows == before + 2 == after - 1
    for text in (story.forced.stdout, story.status.stdout):
        [line] = [line for line in text.splitlines() if "forced by anna" in line]
        assert f"({WHY}): its rows are 1234.56 and 1 rows apart" in line
    asked = (
        "select status, forced_by, forced_reason, residual_amount, residual_row_count from mart_quality__source_status"
    )
    found = ask(story.company, f"{asked} where source_name = 'crm'", "--release", story.forced_release.id)
    assert found == [["forced", "anna", WHY, "1234.5600", "1"]]


def test_the_release_names_the_decision_and_the_batches_it_covers(story: Any) -> None:
    [fact] = [source for source in story.forced_release.manifest.sources if source.status == "forced"]
    assert fact.source_name == "crm"
    assert fact.force is not None
    assert (fact.force.actor, fact.force.reason) == ("anna", WHY)
    assert fact.force.batches == story.releases[1].manifest.held_back
    assert story.forced_release.manifest.held_back == ()
    [check] = [c for c in story.forced_release.manifest.checks if c.name == "completeness_residual_is_zero"]
    assert check.passed


def test_a_force_that_is_taken_back_leaves_no_trace_in_a_mended_release(story: Any) -> None:
    assert story.unforced.returncode == 0, story.unforced.stderr
    assert [source.force for source in story.releases[3].manifest.sources] == [None] * (1 + len(OTHERS))
