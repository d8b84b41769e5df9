"""The house's rules for Python: imports, the environment, SQL of the pages, and what a query loads."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("warehouse", "ingestion", "identity", "forecasting", "simulation", "dashboards", "orchestration")
SQL_WORDS = ("select ", "insert into ", "create table ")


def test_imports_run_one_way(house: Path) -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=house, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-2000:]


@pytest.mark.parametrize(
    ("package", "statement"),
    [
        ("warehouse", "import ingestion"),
        ("identity", "import forecasting"),
        ("dashboards", "import ingestion"),
        ("identity", "import dagster"),
    ],
)
def test_an_import_against_the_way_is_found(house: Path, tmp_path: Path, package: str, statement: str) -> None:
    for name in PACKAGES:
        for path in (house / name).rglob("*.py"):
            target = tmp_path / path.relative_to(house)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((house / "pyproject.toml").read_bytes())
    (tmp_path / package / "planted.py").write_text(f"{statement}\n")
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path), "PATH": ""}
    )
    assert result.returncode == 1, result.stdout[-2000:]


def environment_readers(files: Iterator[Path]) -> list[str]:
    """Files that read the environment, besides the settings (and children that are handed a copy of it)."""
    found = []
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_get = isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.getenv", "os.environ.get"}
            is_item = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
            is_item = is_item and isinstance(node.ctx, ast.Load)
            if is_get or is_item:
                found.append(f"{path.parent.name}/{path.name}:{node.lineno}")
    return found


def test_settings_alone_read_the_environment(house: Path) -> None:
    files = (path for name in PACKAGES for path in (house / name).rglob("*.py") if path.name != "settings.py")
    assert environment_readers(files) == []


def test_a_reader_of_the_environment_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import os\nhome = os.environ['HOME']\n")
    assert environment_readers(iter([planted])) == [f"{tmp_path.name}/planted.py:2"]


def sql_outside_queries(files: Iterator[Path]) -> list[str]:
    return [
        f"{path.name}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and str(node.value).lstrip().lower().startswith(SQL_WORDS)
    ]


def test_sql_of_the_pages_stands_in_one_room(house: Path) -> None:
    pages = (path for path in (house / "dashboards").rglob("*.py") if "queries" not in path.parts)
    assert sql_outside_queries(pages) == []


def test_sql_in_a_page_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "page.py"
    planted.write_text('rows = ask("select 1")\n')
    assert sql_outside_queries(iter([planted])) == ["page.py:1"]


def test_a_query_loads_neither_dagster_nor_dbt() -> None:
    code = (
        "import sys, orchestration.cli.app, warehouse.query, orchestration.run\n"
        "heavy = {'dagster', 'dbt', 'pandas', 'streamlit', 'sklearn', 'openpyxl'}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_importing_the_definitions_reads_no_configuration(tmp_path: Path) -> None:
    code = "import orchestration.definitions"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env={"PATH": "/usr/bin"}
    )
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.iterdir()) == []


def imports_of_nothing(files: Iterator[Path]) -> list[str]:
    """What files import from the house's packages and is not there: a helper of long tests breaks unseen otherwise."""
    imports = (
        (path, node.module, alias.name)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
    )
    return [f"{path.name}: {module}.{name}" for path, module, name in imports if not _is_there(str(module), name)]


def _is_there(module: str, name: str) -> bool:
    try:
        return hasattr(importlib.import_module(module), name) or bool(importlib.util.find_spec(f"{module}.{name}"))
    except ModuleNotFoundError:
        return False


def test_tests_import_what_is_there(house: Path) -> None:
    assert imports_of_nothing((house / "tests").rglob("*.py")) == []


def test_an_import_of_nothing_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "helper.py"
    planted.write_text("from warehouse.reference import entries, sentries\n")
    assert imports_of_nothing(iter([planted])) == ["helper.py: warehouse.reference.sentries"]
