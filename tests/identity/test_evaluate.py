"""Public records are resolved with the one settings file, by the command, without labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

Evaluate = Callable[..., dict[str, Any]]
FEBRL_MAPPING = (
    "surname=family_name", "street_number=street", "address_1=street", "suburb=city", "postcode=postal_code",
    "state=region", "date_of_birth=birth_date",
)  # fmt: skip


def test_febrl_is_resolved(febrl: Path, evaluate: Evaluate) -> None:
    found = evaluate(febrl, *FEBRL_MAPPING)
    assert found["records"] == 10_000
    assert found["pairwise"]["f1"] >= 0.998
    assert found["largest_cluster"] <= 3
    assert found["deterministic"]["pairwise"]["f1"] < 0.7
    assert {"precision", "recall", "f1"} == set(found["b_cubed"])
    assert found["cpu_seconds"] > 0
    assert found["peak_memory_mb"] > 0


def test_records_without_email_and_phone_are_resolved(
    perturbing: ModuleType, evaluate: Evaluate, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    perturbing.write_table(perturbing.SHAPES["no_email_or_phone"], 11, 800, path)
    found = evaluate(path)
    assert found["pairwise"]["f1"] >= 0.97
    assert found["b_cubed"]["f1"] >= 0.98
    assert found["pairwise"]["f1"] > found["deterministic"]["pairwise"]["f1"] + 0.15
    assert len(found["settings_hash"]) == 64
