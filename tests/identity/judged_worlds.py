"""A world of the known-truth company, run as a user runs it, and how well its records were made one.

    python tests/identity/judged_worlds.py FOLDER SCALE WORLD…

A world is one of `simulation/worlds` or a file of parameters.

Belongs here: running and printing. Not here: a figure (`entrepot scorecard`, `identity.evaluate`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb

from identity.evaluate.deterministic import DETERMINISTIC, write_deterministic
from identity.evaluate.measuring import measure
from identity.evaluate.reading import KNOWN
from identity.models.kept import PARTY_TYPES, PartyType
from identity.normalise.build import write_records
from identity.parties.reading import write_given

ENTREPOT = (sys.executable, "-c", "from orchestration.cli.app import main; main()")
FIGURES = ("f1", "b_cubed_f1", "largest", "records", "entities")


def entrepot(*arguments: str) -> str:
    """Run a command, and return what it prints; a source that is held back is no failure."""
    done = subprocess.run([*ENTREPOT, *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        sys.exit(done.stderr)
    return done.stdout


def exact_keys(data: Path, kind: PartyType) -> tuple[float, float]:
    """Return F1 and B-cubed F1 of exact keys alone, on the same records."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{data / 'work' / 'warehouse.duckdb'}' as work (read_only); use work")
        write_given(connection, kind)
        write_records(connection, organisations=kind == "organisation")
        connection.execute(f"""
            create or replace temp table {KNOWN} as
            select given.record_number, party.true_id as truth
            from identity_step_given as given
            inner join read_parquet('{data / "truth" / "parties.parquet"}') as party
                on party.kind = '{kind}' and party.source_name = given.source_name
                and regexp_replace(party.record_id, '^gid://shopify/[A-Za-z]+/', '')
                    = regexp_replace(given.record_id, '^(contact|company):', '')
        """)
        ((records,),) = connection.execute("select count(*) from identity_step_given").fetchall()
        write_deterministic(connection, records, organisations=kind == "organisation")
        found = measure(connection, DETERMINISTIC)
    return found.pairwise.f1, found.b_cubed.f1


def main() -> None:
    """Run each world and print its figures, one line per kind of record."""
    folder, scale, *worlds = sys.argv[1:]
    for world in worlds:
        home = Path(folder) / f"{Path(world).stem}_{scale}"
        config = str(home / "entrepot.toml")
        entrepot("demo", "--config", config, "--world", world, "--scale", scale)
        entrepot("run", "--config", config)
        rows = json.loads(entrepot("scorecard", "--config", config, "--format", "json"))["scores"]
        score = {(row["subject"], row["figure"]): row["value"] for row in rows if row["area"] == "matching"}
        for kind in ("person", "organisation", "supplier", "product"):
            figures = ", ".join(f"{name} {score[kind, name]:.4f}" for name in FIGURES)
            sys.stdout.write(f"{Path(world).stem}, scale {scale}, {kind}: {figures}\n")
        for party_type in PARTY_TYPES:
            f1, b_cubed = exact_keys(home / "data", party_type)
            sys.stdout.write(
                f"{Path(world).stem}, scale {scale}, {party_type} by exact keys: {f1:.4f}, {b_cubed:.4f}\n"
            )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
