"""A project that dbt has read is not read again, and anything that changes it makes it another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from orchestration.dbt.parsed import KEPT, ParsedProjects, project_state
from orchestration.dbt.runner import DbtProject


def small_project(folder: Path) -> Path:
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "one.sql").write_text("select 1 as number", encoding="utf-8")
    (folder / "profiles.yml").write_text("a: b", encoding="utf-8")
    return folder


def test_files_and_variables_are_the_state_and_the_connection_is_not(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "a")
    state = project_state(folder, {"as_of": "1970-01-01"})
    (folder / "profiles.yml").write_text("a: another place", encoding="utf-8")
    (folder / "target").mkdir()
    (folder / "target" / "manifest.json").write_text("{}", encoding="utf-8")
    assert project_state(folder, {"as_of": "1970-01-01"}) == state
    assert project_state(small_project(tmp_path / "b"), {"as_of": "1970-01-01"}) == state
    assert project_state(folder, {"as_of": "1970-01-02"}) != state
    (folder / "models" / "one.sql").rename(folder / "models" / "two.sql")
    assert project_state(folder, {"as_of": "1970-01-01"}) != state


def test_what_is_recalled_is_what_dbt_read(project: DbtProject, tmp_path: Path) -> None:
    read = project.folder / "target"
    memory = ParsedProjects(tmp_path / "memory")
    assert memory.recall("state", tmp_path / "other") is None
    memory.keep("state", read)
    memory.keep("state", read)
    found = memory.recall("state", tmp_path / "other")
    assert set(found.nodes) == set(project.manifest["nodes"])
    assert found.flat_graph["nodes"].keys() == found.nodes.keys()
    seeds = [node for node in found.nodes.values() if node.resource_type == "seed"]
    assert seeds
    assert {node.root_path for node in seeds} == {str(tmp_path)}
    assert (tmp_path / "other" / "manifest.json").read_bytes() == (read / "manifest.json").read_bytes()


def test_what_was_used_longest_ago_is_forgotten(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    for name in ("partial_parse.msgpack", "manifest.json"):
        (target / name).write_text("", encoding="utf-8")
    memory = ParsedProjects(tmp_path / "memory")
    for number in range(KEPT):
        memory.keep(f"state{number}", target)
        os.utime(tmp_path / "memory" / f"state{number}", (number, number))
    memory.keep("newest", target)
    assert {path.name for path in (tmp_path / "memory").iterdir()} == {
        "newest",
        *(f"state{number}" for number in range(1, KEPT)),
    }
    shutil.rmtree(tmp_path / "memory")
