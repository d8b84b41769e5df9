"""What the desk of stewards asks of a release: `sql/keeping/`.

Belongs here: what things are called. Not here: the queue (`identity.review`), and personal values (`personal`).
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboards.queries.reader import Reader


def entity_names(reader: Reader, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the names of products and suppliers by kind and key; what has no name, and any customer, is left out."""
    rows = reader.rows("keeping/entity_names", {"keys": sorted(set(keys))})
    return {(row["entity"], row["entity_key"]): row["entity_name"] for row in rows if row["entity_name"]}
