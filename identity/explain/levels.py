"""What each level of each comparison says, in words.

Belongs here: one phrase for every level of `identity.link.comparisons`, in its order and with "differs" last. Not here:
what a level is worth (the model).
"""

from __future__ import annotations

_ADDRESS = (
    "the same address",
    "the same address, written a little differently",
    "the same place and nearly the same street or house",
    "the same postal code, another street",
    "the same town, another street",
    "another address",
)
_PHONE = ("the same number", "one digit apart", "another number")
_TAX = ("the same number", "one sign apart", "another number")
PERSON = {
    "name": (
        "the same name",
        "the same name but for a short form, a slip or the order",
        "the same sound in another script",
        "the same family name, given name missing or short",
        "both names similar",
        "the same given name, another family name",
        "the same family name, another given name",
        "another name",
    ),
    "birth_date": ("the same date", "one slip apart, or day and month turned", "two slips apart", "another date"),
    "mailbox": (
        "the same address",
        "the same name at another provider",
        "a slip or two apart",
        "another address",
    ),
    "phone": _PHONE,
    "tax": _TAX,
    "address": _ADDRESS,
    "company": ("the same company", "nearly the same company", "another company"),
}
ORGANISATION = {
    "company": (
        "the same name but for the legal form",
        "nearly the same name",
        "one name within the other",
        "another name",
    ),
    "mailbox": ("the same address", "the same domain of their own", "another domain"),
    "phone": _PHONE,
    "tax": _TAX,
    "address": _ADDRESS,
    "country": ("the same country", "another country"),
}
PHRASES = {"person": PERSON, "organisation": ORGANISATION}
TITLES = {
    "name": "name",
    "birth_date": "birth date",
    "mailbox": "e-mail",
    "phone": "phone",
    "tax": "tax number",
    "address": "address",
    "company": "company",
    "country": "country",
    "sku": "SKU",
    "barcode": "barcode",
    "style": "style",
    "colour": "colour",
    "size": "size",
    "pack": "pack",
    "bank": "bank account",
    "code": "supplier code",
    "street": "street and number",
    "postal": "postal code",
    "city": "city",
}
"""What a comparison is called; the order in which values are shown."""
MISSING = "nothing to compare: one of them has none"


def chance(one_in: float) -> str:
    """Return how often strangers agree like this, such as `1 in 5,400`."""
    if one_in < 10:
        return f"1 in {max(one_in, 1.0):.1f}"
    if one_in < 1_000_000:
        return f"1 in {_rounded(one_in):,}"
    return f"1 in {one_in / 1e6:,.1f} million" if one_in < 1e9 else f"1 in {one_in / 1e9:,.1f} billion"


def bits(value: float) -> str:
    """Return bits with their sign, such as `+12.3`."""
    return f"{value:+.1f}"


def _rounded(value: float) -> int:
    """Return a number to three digits: more of them would say more than is known."""
    return int(float(f"{value:.3g}"))
