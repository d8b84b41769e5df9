"""Addresses, dates and domains as they can be compared.

Belongs here: SQL expressions on the columns of an address, on dates of birth and on mail domains. Not here: names.
"""

from __future__ import annotations

from identity.normalise.stoplists import in_list, word_set

_KINDS = {
    "street": "st str strasse rue calle via ulica ul straat",
    "road": "rd", "avenue": "ave av avda avenida", "place": "pl platz plaza plac piazza square sq",
    "drive": "dr drv", "court": "ct crt", "lane": "ln", "boulevard": "blvd bd boul", "crescent": "cres cr cresc",
    "close": "cl", "circuit": "cct cir circ", "parade": "pde", "terrace": "tce ter", "highway": "hwy", "way": "wy weg",
    "north": "n", "south": "s", "east": "e", "west": "w", "saint": "sankt",
}  # fmt: skip
_FREE_MAIL = word_set(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net
    gmx.com web.de t-online.de freenet.de orange.fr free.fr laposte.net wanadoo.fr sfr.fr hotmail.fr yahoo.fr
    hotmail.es yahoo.es wp.pl onet.pl o2.pl interia.pl libero.it virgilio.it mail.ru yandex.ru qq.com 163.com
    126.com sina.com proton.me protonmail.com fastmail.com outlook.sa hotmail.co.uk yahoo.co.uk btinternet.com
    comcast.net verizon.net mail.com
    """
)


def street_words(latin: str) -> str:
    """Return SQL for the words of a street in small letters, its kind in one word: `Main St.` is `main street`."""
    whole = rf"regexp_replace(lower({latin}), '(strasse|str\.?)( |$)', ' street ', 'g')"
    bare = f"string_split(trim(regexp_replace({whole}, '[^a-z0-9]+', ' ', 'g')), ' ')"
    kinds = " ".join(f"when word in {in_list(others.split())} then '{kind}'" for kind, others in _KINDS.items())
    return f"nullif(array_to_string(list_transform({bare}, word -> case {kinds} else word end), ' '), '')"


def house(words_column: str) -> str:
    """Return SQL for the first number in a street, which is the house's."""
    return rf"nullif(regexp_extract({words_column}, '(^| )([0-9]+[a-z]?)( |$)', 2), '')"


def street(words_column: str) -> str:
    """Return SQL for a street without numbers and spaces, which are often set wrongly."""
    return rf"nullif(regexp_replace({words_column}, '[0-9]+[a-z]?\b| ', '', 'g'), '')"


def postal(column: str) -> str:
    """Return SQL for a postal code: capitals and digits only; one of zeros alone is none."""
    signs = f"regexp_replace(upper({column}), '[^A-Z0-9]', '', 'g')"
    return f"case when regexp_matches({signs}, '[1-9A-Z]') then {signs} end"


def date(column: str) -> str:
    """Return SQL for a date of birth as eight digits, year first; what is no whole date is kept as its digits."""
    form = rf"regexp_extract({column}, '^\s*(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}})\s*$', ['d', 'm', 'y'])"
    iso = rf"regexp_extract({column}, '^\s*(\d{{4}})[./-](\d{{1,2}})[./-](\d{{1,2}})', ['y', 'm', 'd'])"
    digits = f"nullif(regexp_replace({column}, '[^0-9]', '', 'g'), '')"

    def joined(parts: str) -> str:
        return f"{parts}.y || lpad({parts}.m, 2, '0') || lpad({parts}.d, 2, '0')"

    return f"case when {iso}.y <> '' then {joined(iso)} when {form}.y <> '' then {joined(form)} else {digits} end"


def own_domain(mailbox: str) -> str:
    """Return SQL for the domain of a mailbox, null for a provider at which anyone may have one."""
    domain = f"split_part({mailbox}, '@', 2)"
    return f"case when {domain} <> '' and {domain} not in {in_list(_FREE_MAIL)} then {domain} end"
