"""The generated pages of `docs/reference`: `python -m orchestration.pages.reference docs/reference`.

Belongs here: turning what the code says of itself (dbt's manifest, contracts, commands, settings) into Markdown. Not
here: what a person writes about it; such pages stand beside these in `docs/`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from typer.main import get_command

from ingestion.contract.controls import Control
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import OWN_CONTRACTS, SourceColumn, SourceTable
from orchestration.cli.app import app
from orchestration.dbt.assembly import assemble
from orchestration.dbt.runner import DbtProject
from orchestration.pages.canonical import canonical_page
from orchestration.pages.coverage import coverage_page
from orchestration.pages.markdown import as_codes, blocks, grid
from orchestration.pages.meanings import MEANINGS
from orchestration.pages.rules import rules_page
from warehouse.access_settings import AccessSettings, HeaderSettings, OidcSettings, PersonSettings
from warehouse.alert_settings import AlertSettings, EmailSettings
from warehouse.settings import CompanySettings, Environment, Settings
from warehouse.source_settings import KeptColumn, SourceSettings

Manifest = Mapping[str, Any]

NOTICE = "*Written by `make docs` from {origin}; change that, not this page.*"

SCHEMAS = {
    "core": "Dimensions, crosswalks and facts, without direct identifiers of persons. In every release, for everyone.",
    "marts": "Tables that answer named questions. In every release, for everyone.",
    "canonical": "One table per business entity, the union of all vendors, and the seeds. In the work warehouse only.",
    "personal": "Direct identifiers of persons. In every release, in a file of its own: `personal.duckdb`.",
}
"""The schemas of the dictionary, in its order."""

SOURCES_INTRODUCTION = (
    "`key`, `amount`, `quantity` and `currency` decide: a row in which one of them cannot be read is refused. Other "
    "faults are flagged ([decision 0003](../decisions/0003-contracts-decide.md)). A `clock` column tells how far the "
    "source has come. `personal` identifies a person. *Proves* is the total that the landed bytes and the canonical "
    "entity must share ([decision 0006](../decisions/0006-completeness-decides-admission.md))."
)

CONFIGURATION_INTRODUCTION = (
    "`entrepot.toml` is the one configuration file: `--config FILE`, else `ENTREPOT_CONFIG`, else `./entrepot.toml`. A "
    "wrong value or an unknown key stops every command, with the line that it stands on."
)

ENVIRONMENT_INTRODUCTION = (
    "Variables hold what differs from machine to machine. In `data_dir` and `path` a `${NAME}` is replaced by the "
    "variable of that name; a value that begins with one is relative to the working directory. No file of variables is "
    "read by itself; `.env.example` says how to load one."
)

OF_OTHERS = {"faults.md"}
"""Generated pages of the folder that take a run of the demo company (`orchestration.pages.faults`)."""

NOT_WRITTEN = {"config_file", "environment", "source", "company", "alerts", "email", "keep"} | {
    "access",
    "oidc",
    "header",
    "person",
}
"""Fields of the settings that are no key of their own in the file."""

BLOCKS: dict[str, type[BaseModel]] = {
    "The file": Settings,
    "[company]": CompanySettings,
    "[[source]]": SourceSettings,
    "[[source.keep]]": KeptColumn,
    "[access]": AccessSettings,
    "[access.oidc]": OidcSettings,
    "[access.header]": HeaderSettings,
    "[[access.person]]": PersonSettings,
    "[alerts]": AlertSettings,
    "[alerts.email]": EmailSettings,
}
"""The blocks of the file, in the order of the page."""

VALUES = {"str": "text", "int": "number", "float": "number", "Path": "path", "datetime": "date"}
VALUES |= {"list[int]": "number", "list[str]": "text"}


def reference_pages(manifest: Manifest, tables: Iterable[SourceTable]) -> dict[str, str]:
    """Return every page by its file name.

    Args:
        manifest: dbt's manifest of an assembled project; which vendors it has makes no difference.
        tables: The contracts to describe.
    """
    described = list(tables)
    return {
        "data-dictionary.md": data_dictionary(manifest),
        "canonical.md": canonical_page(manifest, NOTICE),
        "rules.md": rules_page(),
        "coverage.md": coverage_page(manifest, {table.vendor for table in described}, NOTICE),
        "sources.md": sources_page(described),
        "command.md": command_page(),
        "configuration.md": configuration_page(),
    }


def write_pages(folder: Path, pages: Mapping[str, str]) -> list[Path]:
    """Make the folder hold exactly these pages, beside those of others; return what was written or removed."""
    folder.mkdir(parents=True, exist_ok=True)
    stale = [path for path in sorted(folder.glob("*.md")) if path.name not in {*pages, *OF_OTHERS}]
    for path in stale:
        path.unlink()
    changed = [folder / name for name, text in pages.items() if _differs(folder / name, text)]
    for path in changed:
        path.write_text(pages[path.name], encoding="utf-8")
    return stale + changed


def house_settings(folder: Path) -> Settings:
    """Return a configuration with every vendor of the house; its folders are empty and lie in `folder`."""
    vendors = sorted(path.name for path in OWN_CONTRACTS.iterdir() if path.is_dir())
    return Settings(
        config_file=folder / "entrepot.toml",
        company=CompanySettings(name="Everyone", group_currency="EUR"),
        data_dir=folder / "data",
        source=[SourceSettings(name=name, vendor=name, systems=["erp"], path=folder) for name in vendors],
    )


def main(arguments: Sequence[str]) -> None:
    """Write the pages into the folder that the first argument names."""
    with tempfile.TemporaryDirectory() as folder:
        settings = house_settings(Path(folder))
        tables = vendor_tables(settings)
        manifest = DbtProject(settings, assemble(settings, tables)).parse()
        changed = write_pages(Path(arguments[0]), reference_pages(manifest, tables))
    names = ", ".join(path.name for path in changed) or "nothing has changed"
    sys.stdout.write(f"{arguments[0]}: {names}\n")


# ---- data dictionary ----


def data_dictionary(manifest: Manifest) -> str:
    """Every table that people or later layers read: sentence, grain, owner, questions, columns."""
    parts = ["# Data dictionary", NOTICE.format(origin="the models and their descriptions")]
    parts += ["Names follow [naming.md](../naming.md), questions are those of [questions](../questions/README.md)."]
    for schema, words in SCHEMAS.items():
        nodes = _tables_of(manifest, schema)
        index = " · ".join(f"[{node['name']}](#{node['name']})" for node in nodes)
        parts += [f"## {schema}", words, index, *[_described(node, manifest) for node in nodes]]
    return blocks([*parts, "## By question", _by_question(manifest)])


def _tables_of(manifest: Manifest, schema: str) -> list[dict[str, Any]]:
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"})
    return sorted((node for node in nodes if node["schema"] == schema), key=lambda node: str(node["name"]))


def _described(node: Mapping[str, Any], manifest: Manifest) -> str:
    meta = node["config"].get("meta", {})
    facts = [("Kind", "seed" if node["resource_type"] == "seed" else ""), ("Grain", as_codes(meta.get("grain", [])))]
    facts += [("Owner", _owner(node, manifest)), ("Questions", ", ".join(sorted(meta.get("questions", []))))]
    line = " · ".join(f"{name}: {value}" for name, value in facts if value)
    types = node["config"].get("column_types") or {}
    rows = [
        (f"`{name}`", column.get("data_type") or types.get(name, ""), column["description"])
        for name, column in node["columns"].items()
    ]
    return blocks([f"### {node['name']}", node["description"], line, grid(("column", "type", "what it is"), rows)])


def _owner(node: Mapping[str, Any], manifest: Manifest) -> str:
    group = manifest["groups"].get(f"group.{node['package_name']}.{node['config'].get('group')}")
    return f"{group['owner']['name']} ({group['name']})" if group else ""


def _by_question(manifest: Manifest) -> str:
    served: dict[str, list[str]] = {}
    for schema in SCHEMAS:
        for node in _tables_of(manifest, schema):
            for question in node["config"].get("meta", {}).get("questions", []):
                served.setdefault(question, []).append(f"[{node['name']}](#{node['name']})")
    order = sorted(served, key=lambda name: (name.rpartition("-")[0], int(name.rpartition("-")[2])))
    return grid(("question", "tables"), [(name, ", ".join(served[name])) for name in order])


# ---- sources ----


def sources_page(tables: Sequence[SourceTable]) -> str:
    """Every source table that the house knows: file, key, columns, and the total that its extract proves."""
    parts = ["# Sources", NOTICE.format(origin="the contracts in `ingestion/contracts`"), SOURCES_INTRODUCTION]
    for vendor in sorted({table.vendor for table in tables}):
        own = [table for table in tables if table.vendor == vendor]
        index = " · ".join(f"[{table.name}](#{vendor}{table.name})" for table in own)
        parts += [f"## {vendor}", index, *[_contract(table) for table in own]]
    return blocks(parts)


def _contract(table: SourceTable) -> str:
    words = yaml.safe_load(table.file.read_text(encoding="utf-8")).get("description", {})
    facts = [f"File: `{table.path_glob}` ({_format(table)})", f"version {table.version}", f"key: {as_codes(table.key)}"]
    facts += [f"rows: `{' '.join(table.row_filter.split())}`"] if table.row_filter else []
    facts += ["may be absent"] if table.is_optional else []
    facts += ["every file is the whole table"] if table.deletes.is_full else []
    facts += ["taken in within the day"] if table.is_intraday else []
    sentences = [table.description, words.get("purpose", ""), words.get("limitations", "")]
    rows = [
        (f"`{column.name}`", f"`{column.physical_name}`", column.duckdb_type, _marks(column), column.description)
        for column in table.columns
    ]
    columns = grid(("column", "in the file", "type", "marks", "what it is"), rows)
    proofs = "\n".join(f"- {_proof(control)}" for control in table.controls)
    text = " ".join(_sentence(sentence) for sentence in sentences if sentence)
    return blocks([f"### {table.vendor}.{table.name}", text, " · ".join(facts), columns, proofs])


def _format(table: SourceTable) -> str:
    delimiter = f", delimiter `{table.delimiter}`" if table.file_format == "csv" else ""
    encoding = f", {table.encoding}" if table.file_format in {"csv", "jsonl"} else ""
    return table.file_format + delimiter + encoding


def _marks(column: SourceColumn) -> str:
    marks = ["key"] if column.key_position is not None else []
    marks += ["required"] if column.is_required and not marks else []
    marks += sorted(column.tags) + (["personal"] if column.is_personal else [])
    marks += [f"one of {', '.join(column.allowed)}"] if column.allowed else []
    marks += [f"≥ {column.minimum:g}"] if column.minimum is not None else []
    marks += [f"≤ {column.maximum:g}"] if column.maximum is not None else []
    marks += [f"like `{column.pattern}`"] if column.pattern is not None else []
    return ", ".join(marks)


def _proof(control: Control) -> str:
    told = [
        ("amount", control.amount),
        ("by day", control.date),
        ("by currency", control.currency),
        ("only", control.where),
        ("once for each of", control.each),
        *((f"`{name}` being", sql) for name, sql in control.steps),
    ]
    parts = [f"{name} `{' '.join(sql.split())}`" for name, sql in told if sql]
    parts += [f"`{join.name}` is {join.table} by `{join.key}`" for join in control.joins]
    return f"Proves `{control.entity}`: " + (", ".join(parts) or "the number of rows") + "."


# ---- command ----


def command_page() -> str:
    """Every command with its arguments and options."""
    parts = ["# The command", NOTICE.format(origin="the command's own help")]
    return blocks([*parts, *_commands(get_command(app), "entrepot")])


def _commands(command: Any, name: str) -> Iterator[str]:
    """One section for a command, then those of its subcommands; `--help` stands on each and is not repeated."""
    children = getattr(command, "commands", {})
    given = [param for param in command.params if param.name != "help"]
    arguments = "".join(f" {_written(param, param.opts[0].upper())}" for param in given if _is_argument(param))
    words = " COMMAND" if children else arguments + (" [OPTIONS]" if len(given) > arguments.count(" ") else "")
    rows = [(f"`{_spelling(param)}`", _default(param), _plain(param.help or "")) for param in given]
    text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    table = grid(("argument or option", "default", "what it does"), rows) if rows else ""
    yield blocks([f"## {name}", text, f"```sh\n{name}{words}\n```", table])
    for child, subcommand in children.items():
        yield from _commands(subcommand, f"{name} {child}")


def _is_argument(param: Any) -> bool:
    return not str(param.opts[0]).startswith("-")


def _written(param: Any, name: str) -> str:
    return name if param.required else f"[{name}]"


def _spelling(param: Any) -> str:
    if _is_argument(param):
        return str(param.opts[0]).upper()
    names = ", ".join(param.opts)
    return names if getattr(param, "is_flag", False) else f"{names} {param.metavar or _value(param)}"


def _value(param: Any) -> str:
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(item.value) for item in kind)
    return VALUES[getattr(kind, "__name__", str(kind)) if isinstance(kind, type) else str(kind)]


def _default(param: Any) -> str:
    if param.required:
        return "required"
    value = param.default.value if isinstance(param.default, Enum) else param.default
    return "" if value in (None, False, []) else f"`{value}`"


def _plain(text: str) -> str:
    """Text without the backslashes that keep brackets from being read as markup."""
    return text.replace("\\[", "[")


# ---- configuration ----


def configuration_page() -> str:
    """Every key of `entrepot.toml` and every environment variable."""
    head = ("key", "allowed", "default", "what it is")
    parts = ["# Configuration", NOTICE.format(origin="`warehouse/settings.py`"), CONFIGURATION_INTRODUCTION]
    for title, model in BLOCKS.items():
        parts += [f"## {title}", grid(head, _settings(model))]
    variables = [(f"`ENTREPOT_{key.strip('`').upper()}`", *rest) for key, *rest in _settings(Environment)]
    parts += ["## Environment", ENVIRONMENT_INTRODUCTION, grid(("variable", *head[1:]), variables)]
    return blocks(parts)


def _settings(model: type[BaseModel]) -> list[tuple[str, ...]]:
    fields = model.model_json_schema()["properties"]
    needed = {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    return [
        (f"`{name}`", _allowed(field), _given(name, field, needed), MEANINGS[f"{model.__name__}.{name}"])
        for name, field in fields.items()
        if name not in NOT_WRITTEN
    ]


def _given(name: str, field: Mapping[str, Any], needed: set[str]) -> str:
    value = field.get("default")
    if name in needed:
        return "required"
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _allowed(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return _allowed(field["anyOf"][0])
    if "items" in field:
        return f"list of {_allowed(field['items'])}"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "pattern" in field:
        return f"`{field['pattern']}`"
    bounds = {"minimum": "from {}", "exclusiveMinimum": "above {}"}
    limits = [words.format(field[key]) for key, words in bounds.items() if key in field]
    return " ".join([field.get("format") or str(field.get("type", "")), *limits])


# ---- Markdown ----


def _sentence(text: str) -> str:
    return text.strip() if text.strip().endswith(".") else f"{text.strip()}."


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    main(sys.argv[1:])
