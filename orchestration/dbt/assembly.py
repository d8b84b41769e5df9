"""The assembled dbt project: ours, the generated base models, and the staging folders of the configured vendors.

Belongs here: which files stand in `data_dir/work/dbt`. Not here: running dbt (runner).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from ingestion.contract.document import SourceTable
from ingestion.raw.generated_models import base_model_sql, base_models_yaml, self_mapping_macro, staging_macro
from warehouse.connections import writer_config
from warehouse.errors import ConfigurationError
from warehouse.releases.manifest import CURRENT, DATABASE
from warehouse.settings import Settings

HOUSE = Path(__file__).resolve().parents[2]
OWN_PROJECT = HOUSE / "dbt_project"
CODE_FOLDERS = (
    "warehouse",
    "ingestion",
    "identity",
    "forecasting",
    "orchestration",
    "dbt_project",
    "simulation/scorecard",
)
_CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".toml"}


def assemble(
    settings: Settings, tables: Iterable[SourceTable], changed_seeds: Mapping[str, bytes] | None = None
) -> Path:
    """Write the project that this configuration needs; files that did not change are not touched.

    Args:
        settings: The configuration.
        tables: Contracts of the configured vendors.
        changed_seeds: Files that stand in the place of the house's own seeds, by name: what people changed.

    Returns:
        The folder of the assembled project.

    Raises:
        ConfigurationError: A configured vendor has no staging models.
    """
    tables = list(tables)
    wanted = dict(_own_files())
    wanted |= {Path("seeds") / name: text for name, text in (changed_seeds or {}).items()}
    for vendor in sorted({table.vendor for table in tables}):
        wanted |= _staging_files(settings, vendor)
    staging = {place.stem: text.decode() for place, text in wanted.items() if place.parts[:2] == ("models", "staging")}
    wanted |= _generated_files(
        settings, tables, {name: sql for name, sql in staging.items() if name.startswith("stg_")}
    )
    _write(settings.dbt_dir, wanted)
    return settings.dbt_dir


def code_hash(settings: Settings, tables: Iterable[SourceTable]) -> str:
    """Hash everything that decides what a release contains, besides data: code, contracts, configuration."""
    digest = hashlib.sha256()
    for path in _code_files(settings):
        digest.update(str(path.name).encode())
        digest.update(path.read_bytes())
    for table in sorted(tables, key=lambda item: (item.vendor, item.name)):
        digest.update(table.content_hash.encode())
    return digest.hexdigest()[:16]


def _code_files(settings: Settings) -> Iterator[Path]:
    for folder in CODE_FOLDERS:
        files = (HOUSE / folder).rglob("*")
        yield from sorted(path for path in files if path.suffix in _CODE_SUFFIXES and path.is_file())
    yield from sorted(settings.vendors_dir.rglob("*.sql")) if settings.vendors_dir.is_dir() else []
    yield settings.config_file


def _own_files() -> Iterator[tuple[Path, bytes]]:
    """The house's own project without staging, which is added vendor by vendor."""
    for path in sorted(OWN_PROJECT.rglob("*")):
        place = path.relative_to(OWN_PROJECT)
        if path.is_file() and place.parts[:2] != ("models", "staging") and place.parts[0] not in {"target", "logs"}:
            yield place, path.read_bytes()


def staging_folder(settings: Settings, vendor: str) -> Path | None:
    """Return where a vendor's staging models stand, the user's own folder first; None where it has none."""
    candidates = [settings.vendors_dir / vendor / "staging", OWN_PROJECT / "models" / "staging" / vendor]
    return next((path for path in candidates if path.is_dir()), None)


def _staging_files(settings: Settings, vendor: str) -> dict[Path, bytes]:
    folder = staging_folder(settings, vendor)
    if folder is None:
        raise ConfigurationError(
            f"the vendor {vendor!r} has contracts but no staging models.",
            where=str(settings.vendors_dir / vendor / "staging"),
            todo="Write one stg_<vendor>__<entity>.sql per entity it feeds.",
        )
    place = Path("models") / "staging" / vendor
    return {
        place / path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in {".sql", ".yml"}
    }


def _generated_files(settings: Settings, tables: list[SourceTable], staging: dict[str, str]) -> dict[Path, bytes]:
    base = Path("models") / "base"
    files = {base / table.vendor / f"{table.base_name}.sql": base_model_sql(table) for table in tables}
    files[base / "_base.yml"] = base_models_yaml(tables)
    files[Path("macros") / "generated" / "staging_models.sql"] = staging_macro(staging)
    files[Path("macros") / "generated" / "self_mapping_columns.sql"] = self_mapping_macro(staging)
    files[Path("profiles.yml")] = _profile(settings)
    files[Path("release") / "profiles.yml"] = _profile_of_release(settings)
    return {place: text.encode() for place, text in files.items()}


def _profile(settings: Settings) -> str:
    """The connection of dbt: the same file and the same options as every other writer in the process."""
    output = {
        "type": "duckdb",
        "path": str(settings.work_file),
        "schema": "main",
        "threads": settings.environment.threads,
        "config_options": writer_config(settings),
    }
    return yaml.safe_dump({"entrepot": {"target": "work", "outputs": {"work": output}}}, sort_keys=False)


def _profile_of_release(settings: Settings) -> str:
    """The connection of those who ask for metrics: the current release, read-only, under the work warehouse's name."""
    release = {
        "path": str(settings.releases_dir / CURRENT / DATABASE),
        "alias": settings.work_file.stem,
        "read_only": True,
    }
    output = {"type": "duckdb", "path": ":memory:", "schema": "main", "threads": 1, "attach": [release]}
    return yaml.safe_dump({"entrepot": {"target": "release", "outputs": {"release": output}}}, sort_keys=False)


def _write(folder: Path, wanted: dict[Path, bytes]) -> None:
    """Make the folder hold exactly these files, beside dbt's own target and logs."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        place = path.relative_to(folder)
        if path.is_file() and place.parts[0] not in {"target", "logs"} and place not in wanted:
            path.unlink()
    for place, content in wanted.items():
        path = folder / place
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
