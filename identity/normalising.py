"""How values are made comparable before they may count as evidence: SQL expressions in two layers.

Belongs here: spelling (`words`, `signs`), and the keys made of spelt columns. Every key is null for a blank value or a
placeholder, because blank keys never match. Not here: which keys together make a rule.

The layers are columns of their own in a statement: an expression that holds another one several times is slow.
"""

from __future__ import annotations

from identity.stoplists import COUNTING_DIGITS, PLACEHOLDER_NAMES, PLACEHOLDERS, ROLE_MAILBOXES, in_list

_LETTERS = (("ß", "ss"), ("ł", "l"), ("ø", "o"), ("đ", "d"), ("æ", "ae"), ("œ", "oe"), ("ı", "i"))
"""Letters that `strip_accents` leaves as they are."""

_TAGGED_DOMAINS = ("gmail.com", "outlook.com", "hotmail.com", "live.com", "fastmail.com", "proton.me", "protonmail.com")
"""Mail providers that deliver `name+anything@` to `name@`."""


def words(column: str) -> str:
    """Return SQL for the lower-case words of a text, without accents and punctuation, one space between them."""
    plain = f"strip_accents(lower({column}))"
    for letter, spelt in _LETTERS:
        plain = f"replace({plain}, '{letter}', '{spelt}')"
    return rf"nullif(trim(regexp_replace({plain}, '[^\p{{L}}\p{{M}}\p{{N}}]+', ' ', 'g')), '')"


def signs(column: str) -> str:
    """Return SQL for the letters and digits of a number or code in capitals, nothing between them."""
    return f"nullif(upper(regexp_replace({column}, '[^0-9A-Za-z]', '', 'g')), '')"


def organisation_name(words_column: str) -> str:
    """Return SQL for an organisation's name: its words in their order, legal form and all."""
    return f"case when replace({words_column}, ' ', '') not in {in_list(PLACEHOLDERS)} then {words_column} end"


def person_name(words_column: str) -> str:
    """Return SQL for a person's full name as sorted words, so that the order of the parts does not count.

    A single word in Latin letters is half a name and yields null; scripts that write names without a space are kept.
    """
    name = f"array_to_string(list_sort(string_split({words_column}, ' ')), ' ')"
    whole = f"(contains({words_column}, ' ') or not regexp_matches({words_column}, '[a-z]'))"
    return f"case when {whole} and {name} not in {in_list(PLACEHOLDER_NAMES)} then {name} end"


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
