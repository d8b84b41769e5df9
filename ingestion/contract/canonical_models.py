"""The canonical contract's own files: the models of `dbt_project/models` as their YAML describes them.

Belongs here: finding and reading them, without dbt. Not here: what a column means to the mapping kit, to questions or
to codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def canonical_files() -> list[Path]:
    """Return the files in which the canonical entities stand, one folder per area."""
    return sorted((DBT_PROJECT / "models" / "canonical").glob("*/_*__models.yml"))


def described_models(files: Iterable[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every model that some files describe, with its file, but for steps between (`int_…`)."""
    for path in files:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield from ((path, model) for model in content.get("models", []) if not model["name"].startswith("int_"))
