"""Identifiers as they can be compared: mailboxes, tax ids and numbers, as SQL expressions in two layers.

Belongs here: spelling (`signs`), and the keys made of spelt columns. Every key is null for a blank value or a
placeholder, because blank keys never match. Not here: codes of articles and names (`identity.normalise`).

The layers are columns of their own in a statement: an expression that holds another one several times is slow.
"""

from __future__ import annotations

from identity.normalise.stoplists import COUNTING_DIGITS, PLACEHOLDERS, ROLE_MAILBOXES, in_list

_TAGGED_DOMAINS = ("gmail.com", "outlook.com", "hotmail.com", "live.com", "fastmail.com", "proton.me", "protonmail.com")
"""Mail providers that deliver `name+anything@` to `name@`."""


def signs(column: str) -> str:
    """Return SQL for the letters and digits of a number or code in capitals, nothing between them."""
    return f"nullif(upper(regexp_replace({column}, '[^0-9A-Za-z]', '', 'g')), '')"


def email(address_column: str) -> str:
    """Return SQL for a mailbox, from an address in lower case: without the tags and dots that its provider ignores.

    A role mailbox, a placeholder and what is no address yield null.
    """
    domain = f"replace(split_part({address_column}, '@', 2), 'googlemail.com', 'gmail.com')"
    local = f"split_part({address_column}, '@', 1)"
    untagged = f"case when {domain} in {in_list(_TAGGED_DOMAINS)} then split_part({local}, '+', 1) else {local} end"
    mailbox = f"case when {domain} = 'gmail.com' then replace({untagged}, '.', '') else {untagged} end"
    role = rf"regexp_replace({local}, '[0-9]+$|[^a-z0-9]', '', 'g')"
    return (
        rf"case when regexp_full_match({address_column}, '[^@\s]+@[^@\s]+\.[^@\s.]+') "
        f"and {role} not in {in_list(ROLE_MAILBOXES | PLACEHOLDERS)} then {mailbox} || '@' || {domain} end"
    )


def tax_id(signs_column: str, country_code: str) -> str:
    """Return SQL for a tax number with its country in front.

    A number that does not begin with two letters gets the record's country, because the same digits are another
    company's in another country; without a country it yields null.
    """
    return (
        f"case when not {is_real_number(signs_column)} then null "
        f"when regexp_matches({signs_column}, '^[A-Z]{{2}}') then {signs_column} "
        f"else upper(nullif(trim({country_code}), '')) || {signs_column} end"
    )


def is_real_number(signs_column: str) -> str:
    """Return SQL that is true for five signs or more with three different digits that are no counting row."""
    digits = f"regexp_replace({signs_column}, '[^0-9]', '', 'g')"
    return (
        f"(length({signs_column}) >= 5 and length(list_distinct(string_split({digits}, ''))) >= 3 "
        f"and {digits} not in {in_list(COUNTING_DIGITS)})"
    )
