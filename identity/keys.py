"""The warehouse's own stable keys: a UUIDv5 of the founding record.

Belongs here: the namespace and the SQL that makes the key. Not here: which record is the founding one.
"""

from __future__ import annotations

import uuid

KEY_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "entrepot:identity")


def key_sql(entity: str, source_name: str, record_id: str, counter: int = 0) -> str:
    """Return SQL for the key that a founding record gives to its entity.

    Args:
        entity: 'customer', 'product' or 'supplier'; the same record may found one of each.
        source_name: SQL expression of the founding record's source.
        record_id: SQL expression of the founding record's id in that source.
        counter: How many entities the record founded before.

    Returns:
        A VARCHAR expression, equal to Python's `uuid.uuid5(KEY_NAMESPACE, f"{entity}:{source_name}:{record_id}")`, with
        `f"{counter}:"` before the name from the second entity on.
    """
    name = f"'{f'{counter}:' if counter else ''}{entity}:' || {source_name} || ':' || {record_id}"
    return uuid5_sql(f"sha1(unhex('{KEY_NAMESPACE.hex}') || encode({name}))")


def uuid5_sql(sha1: str) -> str:
    """Return SQL that cuts a SHA-1 in hexadecimal text to a UUID of version 5 and RFC 4122 variant."""
    variant = f"substr('89ab', (strpos('0123456789abcdef', substr({sha1}, 17, 1)) - 1) % 4 + 1, 1)"
    return (
        f"(substr({sha1}, 1, 8) || '-' || substr({sha1}, 9, 4) || '-5' || substr({sha1}, 14, 3) || '-' || "
        f"{variant} || substr({sha1}, 18, 3) || '-' || substr({sha1}, 21, 12))"
    )
