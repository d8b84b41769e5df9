"""Days that come in again, and a candidate that is looked at before it is published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.batches import Batch, list_batches
from warehouse.connections import open_writer
from warehouse.releases import Release, kept_candidate, list_releases, require_release
from warehouse.settings import Settings

pytestmark = pytest.mark.soak

HOUSE = Path(__file__).resolve().parents[2]
SOURCE, FIRST_DAY = "shop_eu", "2025-11-30"
CHANGED = "core.fct_opportunity"


@dataclass(frozen=True)
class Story:
    """One run that takes days of a source in again, under a changed model, and leaves a candidate; then its way."""

    company: Settings
    before: Release
    batches: list[Batch]
    again: list[Batch]
    candidate: Release | None
    during: Release
    run: Any
    diff: Any
    listed: Any
    revoked: Any
    refused: Any
    restored: Any
    published: Any


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]) -> Story:
    """Change a model, repair and build a candidate, compare, let something else change, undo that, publish."""
    company = copy_of_demo("repair")
    before, batches = require_release(company), list_batches(company)
    name_pipelines_otherwise(company)
    run = entrepot(company, "run", "--candidate", "--source", SOURCE, "--from", FIRST_DAY, "--to", FIRST_DAY)
    candidate, during = kept_candidate(company), require_release(company)
    diff, listed = entrepot(company, "release", "diff", "--candidate"), entrepot(company, "release", "list")
    again = list_batches(company)
    who = ("--reason", "sent twice", "--by", "anna")
    revoked = entrepot(company, "batch", "revoke", again[0].batch_id[:8], *who)
    refused = entrepot(company, "release", "publish")
    restored = entrepot(company, "batch", "restore", again[0].batch_id[:8], *who)
    published = entrepot(company, "release", "publish")
    said = (run, diff, listed, revoked, refused, restored, published)
    return Story(company, before, batches, again, candidate, during, *said)


def name_pipelines_otherwise(settings: Settings) -> None:
    """Give the company staging models of its own for the CRM, of which one writes a code otherwise."""
    folder = settings.vendors_dir / "hubspot" / "staging"
    shutil.copytree(HOUSE / "dbt_project" / "models" / "staging" / "hubspot", folder)
    model = folder / "stg_hubspot__opportunity.sql"
    text = model.read_text(encoding="utf-8")
    assert text.count("lower(pipeline_code)") == 1
    model.write_text(text.replace("lower(pipeline_code)", "upper(pipeline_code)"), encoding="utf-8")


def test_the_days_of_one_source_were_typed_again_and_nothing_else(story: Story) -> None:
    assert story.run.returncode == 0, story.run.stdout + story.run.stderr
    wanted = {
        batch.batch_id
        for batch in story.batches
        if batch.source_name == SOURCE and f"{batch.extracted_at:%Y-%m-%d}" == FIRST_DAY
    }
    assert {batch.batch_id for batch in story.again if batch.retyped_count} == wanted
    assert 0 < len(wanted) < len([batch for batch in story.batches if batch.source_name == SOURCE])
    assert [batch.batch_id for batch in story.again] == [batch.batch_id for batch in story.batches]


def test_raw_took_the_new_typing(story: Story) -> None:
    with open_writer(story.company) as connection:
        rows = connection.execute("select batch_id, contract_hash from run.loaded_batch").fetchall()
    assert dict(rows) == {batch.batch_id: batch.typing for batch in story.again}


def test_the_candidate_was_built_and_not_published(story: Story) -> None:
    assert story.candidate is not None
    assert "built as a candidate, not published" in story.run.stdout
    assert story.during.id == story.before.id
    assert story.candidate.id not in story.listed.stdout


def test_the_difference_is_that_of_the_changed_model_alone(story: Story) -> None:
    assert story.candidate is not None
    assert story.diff.returncode == 0, story.diff.stderr
    assert f"{story.before.id} → {story.candidate.id}" in story.diff.stdout
    assert CHANGED in story.diff.stdout
    tables = story.candidate.tables
    assert {name for name in tables if tables[name] != story.before.tables.get(name)} == {CHANGED}
    assert story.candidate.personal_tables == story.before.personal_tables


def test_a_candidate_is_published_only_while_its_inputs_are_the_present_ones(story: Story) -> None:
    assert story.candidate is not None
    assert (story.revoked.returncode, story.restored.returncode) == (0, 0), story.restored.stderr
    assert story.refused.returncode == 1
    assert "something has changed since it was built" in story.refused.stderr
    assert story.published.returncode == 0, story.published.stderr
    current = require_release(story.company)
    assert (current.id, current.tables) == (story.candidate.id, story.candidate.tables)
    assert [release.id for release in list_releases(story.company)] == [story.before.id, current.id]
    assert kept_candidate(story.company) is None


def test_a_run_after_it_finds_nothing_new(story: Story, entrepot: Callable[..., Any]) -> None:
    again = entrepot(story.company, "run")
    assert again.returncode == 0, again.stderr
    assert "nothing new arrived" in again.stdout
