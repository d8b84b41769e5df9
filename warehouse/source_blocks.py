"""A block `[[source]]` written into `entrepot.toml` for somebody.

Belongs here: its text, and adding it to the file. Not here: what can stand in it (source_settings), and reading it.
"""

from __future__ import annotations

import json
from pathlib import Path

from warehouse.errors import ConfigurationError
from warehouse.files import write_whole
from warehouse.settings import Settings, load_settings
from warehouse.source_settings import System

_SQLITE, _DUCKDB = b"SQLite format 3\x00", b"DUCK"
_MARK_BYTES = 16


def source_block(
    name: str, vendor: str, system: System, *, dsn: str | None = None, path: Path | None = None, config: Path
) -> str:
    """Return the block of a source.

    Args:
        name: Its name.
        vendor: What kind of system it is.
        system: What it is for the company.
        dsn: How a database is reached.
        path: A folder of files, or the file of a SQLite or DuckDB database.
        config: The configuration that it is for; paths in it are relative to it.

    Raises:
        ConfigurationError: There is no such folder or file, or the file is no database.
    """
    reached = ("dsn", dsn) if dsn else _place(path or Path(), config)
    lines = [("name", name), ("vendor", vendor)]
    texts = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in lines]
    texts += [f'systems = ["{system}"]', f"{reached[0]} = {json.dumps(reached[1], ensure_ascii=False)}"]
    return "[[source]]\n" + "\n".join(texts) + "\n"


def add_block(config: Path, block: str) -> Settings:
    """Add a block to a configuration and return the settings with it; where they are wrong, the file stays as it was.

    Raises:
        ConfigurationError: There is no configuration, or the block does not fit into it.
    """
    load_settings(config)
    text = f"{config.read_text(encoding='utf-8').rstrip()}\n\n{block}"
    tried = config.with_name(f".{config.name}.tried")
    try:
        tried.write_text(text, encoding="utf-8")
        load_settings(tried)
    finally:
        tried.unlink(missing_ok=True)
    write_whole(config, text)
    return load_settings(config)


def _place(path: Path, config: Path) -> tuple[str, str]:
    place = path.expanduser().resolve()
    if place.is_dir():
        folder = config.parent
        return "path", str(place.relative_to(folder) if place.is_relative_to(folder) else place)
    if not place.is_file():
        raise ConfigurationError("there is no such folder or file.", where=str(path), todo="Correct --path.")
    with place.open("rb") as stream:
        mark = stream.read(_MARK_BYTES)
    if mark == _SQLITE:
        return "dsn", f"sqlite:///{place}"
    if mark[8:12] == _DUCKDB:
        return "dsn", f"duckdb:///{place}"
    raise ConfigurationError(
        "this is no database of SQLite or DuckDB.", where=str(path), todo="Name the folder in which the files lie."
    )
