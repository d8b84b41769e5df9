"""A back-up restored into an empty folder gives the release of before; the company it came from is not touched by it.

The restored company stands beside the first one, as a development copy stands beside production: another configuration
file, another `data_dir`, chosen by `ENTREPOT_CONFIG`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.batches import list_batches
from warehouse.releases import Release, require_release
from warehouse.settings import Settings, load_settings

pytestmark = pytest.mark.soak

Tree = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Story:
    """What production was before and after a development copy was restored beside it and run."""

    production: Settings
    development: Settings
    backup: Any
    restored: Any
    run: Any
    before: Tree
    after: Tree
    release: Release


def tell(
    entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings], new_folder: Callable[[str], Path]
) -> Story:
    """Back up, restore beside it under another configuration, bring the extracts, run the copy."""
    production = copy_of_demo("production")
    target = new_folder("backups")
    backup = entrepot(production, "backup", str(target), "--verify")
    before = tree(production.data_dir)
    config = production.config_file.with_name("development.toml")
    config.write_text(development_of(production), encoding="utf-8")
    restored = entrepot(config, "restore", str(target))
    development = load_settings(config)
    run = by_environment(config, "run")
    return Story(
        production, development, backup, restored, run, before, tree(production.data_dir), require_release(development)
    )


def development_of(production: Settings) -> str:
    """The same company with a folder of its own; it reads the same extracts."""
    text = production.config_file.read_text(encoding="utf-8")
    assert text.count('data_dir = "data"') == 1
    return text.replace('data_dir = "data"', 'data_dir = "development"')


def by_environment(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the command the way a development shell does: the configuration is named once, in the environment."""
    program = Path(sys.executable).with_name("entrepot")
    environment = {**os.environ, "ENTREPOT_CONFIG": str(config), "COLUMNS": "240", "NO_COLOR": "1"}
    return subprocess.run([program, *arguments], capture_output=True, text=True, env=environment, timeout=600)


def tree(folder: Path) -> Tree:
    """Size and time of every file and folder below a folder; a changed, new or lost one shows."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")
    }


def test_every_table_of_the_release_comes_back(story: Story) -> None:
    assert story.backup.returncode == 0, story.backup.stderr
    assert "every hash is right" in story.backup.stdout
    assert story.restored.returncode == 0, story.restored.stderr
    assert story.run.returncode == 0, story.run.stdout + story.run.stderr
    before = require_release(story.production)
    assert story.release.tables == before.tables
    assert story.release.personal_tables == before.personal_tables
    assert story.release.manifest.batches == before.manifest.batches


def test_nothing_landed_again(story: Story) -> None:
    """The batches are those of the back-up: times included, so that none was typed anew."""
    production, development = (list_batches(settings) for settings in (story.production, story.development))
    assert [batch.batch_id for batch in development] == [batch.batch_id for batch in production]
    assert [batch.data.stat().st_mtime_ns for batch in development] == [
        batch.data.stat().st_mtime_ns for batch in production
    ]


def test_a_run_of_the_copy_touches_nothing_of_production(story: Story) -> None:
    assert story.development.data_dir.is_relative_to(story.production.config_file.parent)
    assert story.before == story.after
    assert story.release.folder.is_relative_to(story.development.data_dir)


def test_a_restore_says_which_extracts_are_missing(
    story: Story, entrepot: Callable[..., Any], new_folder: Callable[[str], Path]
) -> None:
    folder = new_folder("bare")
    target = folder / "backups"
    assert entrepot(story.production, "backup", str(target)).returncode == 0
    shutil.copy(story.production.config_file, folder / "entrepot.toml")
    found = entrepot(folder / "entrepot.toml", "restore", str(target))
    assert found.returncode == 0, found.stderr
    assert (
        "The folders of extracts of shop_eu, shop_us, crm, erp_old, erp, warehouse_3pl, targets, payments, carriers, "
        "marketplace, web_analytics are not there" in found.stdout
    )
    again = entrepot(folder / "entrepot.toml", "restore", str(target))
    assert again.returncode == 1
    assert "the folder is not empty" in again.stderr
