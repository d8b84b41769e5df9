"""The model that a warehouse begins with: chances alone, trained once on records of nobody.

Belongs here: reading `generic.json`, and the command that writes it anew. Not here: what a table adds to it (priors,
frequencies, keys), which the first run finds in its own records.

`python -m identity.models.generic WAREHOUSE` trains on the party records of a work warehouse and prints the document.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from identity.link.model import Model
from identity.models.kept import PARTY_TYPES, PartyType, chances_document, chances_model

_FILE = Path(__file__).with_name("generic.json")
_PRIOR = 1e-6


def generic_model(party_type: PartyType) -> Model:
    """Return the model, with priors that say nothing yet."""
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return chances_model(party_type, document[party_type], _PRIOR, _PRIOR)


def _train(warehouse: Path) -> None:
    from identity.configuration import linkage_settings
    from identity.parties.reading import write_given
    from identity.resolve import resolve

    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach '{warehouse}' as work (read_only)")
        connection.execute("use work")
        document = {}
        for party_type in PARTY_TYPES:
            write_given(connection, party_type)
            done = resolve(connection, party_type, linkage_settings(), lambda text: None)
            document[party_type] = chances_document(done.model)
    sys.stdout.write(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    _train(Path(sys.argv[1]))
