"""Values that look like evidence and are none: role mailboxes, placeholders, and what too many records share.

Belongs here: the lists and the limits. Not here: the rules that they stop.
"""

from __future__ import annotations

from collections.abc import Iterable


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is easier to read and to sort as text."""
    return frozenset(text.split())


MAX_RECORDS_PER_VALUE = 25
"""A code that more records of a source share than this is what someone typed to fill the field."""

MAX_COMPONENT = 50
"""Records that one product or supplier may hold; a larger component is cut and reported."""

ROLE_MAILBOXES = word_set(
    """
    abuse account accounting accounts achats admin administration administrator bestellung billing booking bookings
    buchhaltung buero care commercial compras comptabilite contact contactus contabilidad customercare customerservice
    einkauf enquiries enquiry facturation finance hello help helpdesk hr info information inquiries inquiry invoice
    invoices jobs kontakt kundenservice mail mailbox mailerdaemon marketing noreply donotreply office order orders
    payable payables payments post postmaster press procurement purchase purchasing rechnung reception reservations
    sales secretariat service serviceclient shipping shop store support team ventas vendite vertrieb warehouse
    webmaster welcome
    """
)
"""Local parts without dots, dashes and closing digits: `no-reply@`, `sales2@` and `Info@` are all stopped."""

PLACEHOLDERS = word_set(
    """
    anonymous default dummy empty example guest na nan nil nobody noemail nomail none noname notavailable notprovided
    null tbc tbd test tester undefined unknown void xx xxx xxxx
    """
)
"""Values, letters and digits only in lower case, that someone typed because the field had to be filled."""

COUNTING_DIGITS = ("0123456789", "1234567890", "123456789", "12345678", "1234567", "123456", "987654321", "9876543210")
"""Numbers that come of running a finger along the keyboard."""


def in_list(values: Iterable[str]) -> str:
    """Return the values as a SQL list in brackets, sorted so that the statement is always the same."""
    return "(" + ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values)) + ")"
