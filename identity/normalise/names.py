"""Names of people: their parts, and the keys by which two ways of writing one name are found.

Belongs here: SQL expressions on names in Latin letters. Not here: other scripts (`latin`), or the comparison of two
names (`identity.link.comparisons`).
"""

from __future__ import annotations

from identity.normalise.stoplists import in_list, word_set

_TITLES = word_set(
    """
    mr mrs ms miss mx dr prof sir herr frau mme mlle sr sra dott ing hr fr
    """
)
_PARTICLES = word_set(
    """
    al el bin ibn bint abu abou de del della di da dos das du van von der den la le ter ten
    """
)
NICKNAMES = """
    abby=abigail al=albert alex=alexander andy=andrew angie=angela barb=barbara becky=rebecca bella=isabella
    ben=benjamin beth=elizabeth betty=elizabeth bill=william billy=william bob=robert bobby=robert
    cathy=catherine charlie=charles chris=christopher chuck=charles cindy=cynthia dan=daniel danny=daniel
    dave=david debbie=deborah dick=richard don=donald doug=douglas ed=edward eddie=edward fred=frederick
    gabe=gabriel gene=eugene greg=gregory hank=henry harry=henry jack=john jake=jacob jeff=jeffrey jen=jennifer
    jenny=jennifer jerry=gerald jess=jessica jim=james jimmy=james joe=joseph joey=joseph johnny=john
    jon=jonathan josh=joshua kate=katherine kathy=katherine katie=katherine ken=kenneth larry=lawrence
    liz=elizabeth lizzie=elizabeth maggie=margaret mandy=amanda matt=matthew meg=margaret mel=melissa
    mike=michael mickey=michael mitch=mitchell nate=nathaniel nick=nicholas nicky=nicole pam=pamela pat=patricia
    patty=patricia peggy=margaret pete=peter phil=philip ray=raymond rick=richard rob=robert robbie=robert
    ron=ronald russ=russell sally=sarah sam=samuel sandy=sandra steph=stephanie steve=steven sue=susan
    susie=susan ted=theodore terry=terence tim=timothy tom=thomas tommy=thomas tony=anthony tracy=theresa
    vicky=victoria vince=vincent walt=walter wendy=gwendolyn will=william zach=zachary hans=johannes
    fritz=friedrich sepp=josef toni=anton kathi=katharina uschi=ursula pepe=jose paco=francisco lola=dolores
    nacho=ignacio manolo=manuel kasia=katarzyna gosia=malgorzata asia=joanna ania=anna sasha=alexander
    misha=mikhail
"""
"""Common short forms; a record's given name is compared by its long one as well."""


def words(latin: str) -> str:
    """Return SQL for the words of a name: small letters, one space between; German vowels in one spelling."""
    bare = rf"regexp_replace(regexp_replace(lower({latin}), '[''`´]', '', 'g'), '[^a-z0-9]+', ' ', 'g')"
    folded = rf"replace(replace(replace({bare}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')"
    untitled = rf"regexp_replace({folded}, '^ ?(({'|'.join(sorted(_TITLES))}) )+', '')"
    return f"nullif(trim({untitled}), '')"


def script(column: str) -> str:
    """Return SQL for the script in which a value is written, as ISO 15924 names it."""
    return (
        rf"case when regexp_matches({column}, '\p{{Arabic}}') then 'Arab' "
        rf"when regexp_matches({column}, '\p{{Han}}|\p{{Hiragana}}|\p{{Katakana}}') then 'Hani' "
        rf"when regexp_matches({column}, '\p{{Cyrillic}}') then 'Cyrl' else 'Latn' end"
    )


def family_at(tokens: str, script_column: str) -> str:
    """Return SQL for the place at which the family name begins in the words of a whole name; 1 is the first.

    It is the last word, or what begins with a particle; a Chinese family name stands first.
    """
    particle = f"list_position(list_transform({tokens}[2:], token -> token in {in_list(_PARTICLES)}), true)"
    return (
        f"case when {script_column} = 'Hani' then 0 when len({tokens}) < 2 then 1 "
        f"when {script_column} = 'Arab' then 2 "
        f"when coalesce({particle}, 0) between 1 and len({tokens}) - 2 then {particle} + 1 else len({tokens}) end"
    )


def skeleton(squashed: str) -> str:
    """Return SQL for the consonants of a name, so that spellings of one sound meet and vowels do not count.

    The Arabic article goes, double consonants become one.
    """
    bare = f"regexp_replace({squashed}, '^(al|el)([a-z]{{3,}})$', '\\2')"
    for pattern, letter in (
        ("sch|sh", "x"), ("gh", "g"), ("kh|ck|[qc]", "k"), ("th", "t"), ("dh", "d"), ("ph|v", "f"), ("z", "s"),
    ):  # fmt: skip
        bare = f"regexp_replace({bare}, '{pattern}', '{letter}', 'g')"
    first = f"regexp_replace({bare}, '[aeiouwy]', '', 'g')"
    single = first
    for letter in "bdfgklmnprstx":
        single = f"regexp_replace({single}, '{letter}{letter}+', '{letter}', 'g')"
    return f"nullif(regexp_replace({single}, 'h$', ''), '')"
