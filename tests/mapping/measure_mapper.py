"""Measures what the mapper proposes for a system against an answer key.

    python tests/mapping/measure_mapper.py tests/mapping/answers/northwind.csv sqlite:////tmp/northwind.sqlite
    python tests/mapping/measure_mapper.py KEY FOLDER [FOLDER_OR_FILE …]

Belongs here: running the mapper on any system and counting by the rule. Not here: the rule (measuring).
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from ingestion.mapping.proposal import Proposal
from ingestion.mapping.proposing import propose
from warehouse.settings import CompanySettings, Settings
from warehouse.source_settings import SourceSettings


def settings_of(folder: Path) -> Settings:
    """Settings of a company of which only the currency counts."""
    company = CompanySettings(name="Measured", group_currency="USD")
    return Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder / "data")


def source_of(place: str, *further: str, aside: Path) -> SourceSettings:
    """A database by its dsn, or files and folders of one system, linked into one folder."""
    if "://" in place:
        return SourceSettings(name="measured", vendor="measured", systems=["erp"], dsn=place, path=aside)
    aside.mkdir(exist_ok=True)
    for path in _files((place, *further)):
        (aside / path.name).symlink_to(path.resolve())
    return SourceSettings(name="measured", vendor="measured", systems=["erp"], path=aside)


def placements_of(proposal: Proposal) -> list[tuple[str, str, tuple[str, ...]]]:
    """What a proposal places where, as the rule wants it."""
    return [(entity.entity, it.column, it.sources) for entity in proposal.entities for it in entity.placements]


def measure(rule: ModuleType, key: Path, source: SourceSettings, folder: Path) -> Any:
    """Propose a mapping of a system and count by the rule."""
    proposal = propose(settings_of(folder), source)
    return rule.measure(rule.read_answers(key), placements_of(proposal))


def _files(places: Iterable[str]) -> Iterable[Path]:
    for place in map(Path, places):
        yield from sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else (place,)


def _rule() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measuring", Path(__file__).parent / "measuring.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the shares, and the columns that are wrong or missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("key", type=Path)
    parser.add_argument("place", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = source_of(*given.place, aside=Path(folder) / "system")
        found = measure(_rule(), given.key, source, Path(folder))
    shares = f"right {found.share_right:.1%} ({len(found.right)} of {found.asked}), wrong {found.share_wrong:.1%}"
    listed = (f"{name}: {', '.join(map('.'.join, getattr(found, name))) or '-'}" for name in ("wrong", "missed"))
    sys.stdout.write("\n".join((shares, *listed)) + "\n")


if __name__ == "__main__":
    main()
