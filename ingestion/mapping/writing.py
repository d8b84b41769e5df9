"""The files that make an unknown system a source: contracts, staging models and the spreadsheet of its mapping.

They lie in `vendors/<vendor>/` beside the configuration. `written.json` there keeps a hash of each file as it
was written, so that one which a person has changed since is known, and left alone.

Belongs here: which files there are, and keeping what people did. Not here: what stands in them.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.mapping.contract_texts import contract_text
from ingestion.mapping.planning import LandingPlan
from ingestion.mapping.proposal import Proposal
from ingestion.mapping.staging_texts import model_name, staging_sql, staging_yaml
from ingestion.mapping.system_profile import SystemProfile
from ingestion.mapping.table_files import files_of
from ingestion.mapping.workbook_writing import workbook_bytes
from warehouse.errors import ConfigurationError
from warehouse.files import write_whole

WORKBOOK = "mapping.xlsx"
RECORD = "written.json"
_BY_HAND, _HASHES = "from", "files"


@dataclass(frozen=True)
class KeptFile:
    """A file that was left as a person made it, and how it differs from what is proposed now."""

    path: Path
    difference: str


@dataclass
class WrittenFiles:
    """What was done to a vendor's folder.

    Attributes:
        written: Files that are new or changed.
        same: Files that are as they were written before.
        kept: Files that a person has changed.
        removed: Files of an earlier mapping that nothing needs any more.
    """

    written: list[Path] = field(default_factory=list)
    same: list[Path] = field(default_factory=list)
    kept: list[KeptFile] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def vendor_files(proposal: Proposal, profile: SystemProfile, vendor: str, folder: Path) -> dict[str, bytes]:
    """Return the files of a vendor by their places in its folder.

    Args:
        proposal: What is placed where.
        profile: What the system holds.
        vendor: Name of the vendor.
        folder: The source's folder, where its tables are files.

    Raises:
        MappingError: The proposal names something that is not there.
        SchemaBreakError: A file's encoding is not known.
    """
    plan = LandingPlan(proposal, profile)
    texts = {
        f"contracts/{table.name}.yaml": contract_text(plan, table, vendor, files_of(table.profile, folder))
        for table in plan.tables.values()
    }
    for entity in plan.by_entity:
        texts[f"staging/{model_name(entity, vendor)}.sql"] = staging_sql(plan, entity, vendor)
    texts[f"staging/{vendor}.yml"] = staging_yaml(plan, vendor)
    return {place: text.encode() for place, text in texts.items()} | {WORKBOOK: workbook_bytes(proposal, profile)}


def write_files(folder: Path, files: dict[str, bytes], *, chosen: Path | None, replace: bool) -> WrittenFiles:
    """Write a vendor's files, and leave alone what a person has changed since they were written.

    Args:
        folder: The vendor's folder.
        files: Its files by their places.
        chosen: The spreadsheet that a person corrected and that they follow; None for a proposal as it was made.
        replace: Overwrite what people have changed as well.

    Raises:
        ConfigurationError: What was written last follows a corrected spreadsheet, and this does not.
    """
    record = _read_record(folder)
    if record.get(_BY_HAND) and chosen is None and not replace:
        raise ConfigurationError(
            "the files follow a spreadsheet that a person has corrected.",
            where=str(folder / WORKBOOK),
            todo=f"Read it again with `--from {folder / WORKBOOK}`, or begin anew with `--replace`.",
        )
    if not record and not replace and any((folder / "contracts").glob("*.yaml")):
        raise ConfigurationError(
            "there are contracts that a person wrote.",
            where=str(folder),
            todo="Name another vendor with --vendor, or overwrite what is proposed too with `--replace`.",
        )
    hashes = dict(record.get(_HASHES, {}))
    done = WrittenFiles()
    for place, content in files.items():
        path = folder / place
        if chosen is not None and path.resolve() == chosen.resolve():
            done.same.append(path)
        elif _is_changed(path, hashes.get(place)) and not replace and not _is_same(path, content):
            done.kept.append(KeptFile(path, _difference(path, content)))
        else:
            _write(path, content, done)
            hashes[place] = _hash(content)
    _remove_leftovers(folder, set(files), hashes, done)
    _write_record(folder, {_BY_HAND: chosen is not None, _HASHES: hashes})
    return done


def _write(path: Path, content: bytes, done: WrittenFiles) -> None:
    if _is_same(path, content):
        done.same.append(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    aside.replace(path)
    done.written.append(path)


def _is_changed(path: Path, written: str | None) -> bool:
    """A file that was not written by this command, or has other content since."""
    return path.is_file() and _hash(path.read_bytes()) != written


def _is_same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _difference(path: Path, content: bytes) -> str:
    """Say how a person's file differs from what is proposed."""
    if path.suffix == ".xlsx":
        return "it holds other cells than would be written now"
    own, proposed = (text.decode(errors="replace").splitlines() for text in (path.read_bytes(), content))
    lines = [line for line in difflib.unified_diff(own, proposed, n=0, lineterm="") if line[:1] in "+-"][2:]
    first = next(iter(lines), "")
    said = "it has" if first.startswith("-") else "it lacks"
    return f"{len(lines)} lines differ; {said} `{first[1:].strip()}`"


def _remove_leftovers(folder: Path, places: set[str], hashes: dict[str, str], done: WrittenFiles) -> None:
    """Remove files of an earlier mapping that nobody has changed."""
    for place in sorted(set(hashes) - places):
        path = folder / place
        if _is_changed(path, hashes[place]):
            done.kept.append(KeptFile(path, "nothing needs it any more"))
            continue
        path.unlink(missing_ok=True)
        done.removed.append(path)
        del hashes[place]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(folder: Path) -> dict[str, Any]:
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigurationError(
            "what was written cannot be read.", where=str(path), todo="Remove it, and write with `--replace`."
        ) from error
    return record


def _write_record(folder: Path, record: dict[str, object]) -> None:
    write_whole(folder / RECORD, json.dumps(record, indent=2, sort_keys=True) + "\n")
