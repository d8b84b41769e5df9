"""Only the simulation opens the truth: whoever is judged by it never sees it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

OTHERS = ("warehouse", "ingestion", "identity", "forecasting", "dashboards", "orchestration", "dbt_project")
PLACE = re.compile(r"(^|[/'\"])truth([/'\"]|$)")
NAMES = {"TRUTH", "TRUTH_MARKER"}


def readers_of_truth(files: Iterable[Path]) -> list[str]:
    """Files that name the folder or the simulation's word for it, whatever they do with it."""
    return sorted(path.name for path in files if _names_it(path))


def _names_it(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return PLACE.search(text) is not None
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACE.search(node.value):
            return True
        if isinstance(node, ast.ImportFrom | ast.Import) and NAMES & {alias.name for alias in node.names}:
            return True
        if isinstance(node, ast.Attribute) and node.attr in NAMES:
            return True
    return False


def test_nobody_else_opens_the_truth(house: Path) -> None:
    files = [path for name in OTHERS for path in (house / name).rglob("*") if path.suffix in {".py", ".sql", ".toml"}]
    assert len(files) > 200
    assert readers_of_truth(files) == []


def test_somebody_who_does_is_found(tmp_path: Path) -> None:
    for name, text in {
        "by_path.py": "totals = data_dir / 'truth' / 'totals.csv'\n",
        "by_name.py": "from simulation.folder import TRUTH\n",
        "by_module.py": "import simulation.folder\nfolder = data_dir / simulation.folder.TRUTH\n",
        "by_query.sql": "select * from read_csv('data/truth/totals.csv')\n",
        "innocent.py": "truth_of_matter = 'nothing but the truth'\n",
    }.items():
        (tmp_path / name).write_text(text)
    assert readers_of_truth(tmp_path.iterdir()) == ["by_module.py", "by_name.py", "by_path.py", "by_query.sql"]
