"""Names of companies without their legal form.

Belongs here: the legal forms of many countries, and SQL that takes them off. Not here: names of people.
"""

from __future__ import annotations

LEGAL_FORMS = """
    gmbh|gmbh & co kg|ag|kg|ohg|ug|kgaa|ev|eg|gbr|aktiengesellschaft|mbh|ltd|limited|llc|llp|lp|plc|inc
    incorporated|corp|corporation|co|company|cic|sarl|sas|sasu|sa|eurl|snc|sci|scop|societe anonyme|sl|slu
    sociedad limitada|sociedad anonima|srl|srls|spa|sapa|bv|nv|vof|cv|bvba|ab|hb|as|asa|aps|oy|oyj|ky
    spolka z ograniczona odpowiedzialnoscia|sp z oo|sp zoo|spolka akcyjna|sp j|sp k|sro|as cz|doo|dd|ad|eood
    ood|kft|zrt|nyrt|bt|sia|uab|ou|lda|limitada|sgps|ltda|eireli|me|epp|sa de cv|s de rl|sapi de cv|pty|pty ltd
    proprietary|pvt|private limited|pvt ltd|pte|pte ltd|sdn bhd|bhd|tbk|pt|cv id|jsc|ojsc|cjsc|pjsc|ooo|oao|zao
    pao|ao|ip|tov|too|kk|kabushiki kaisha|gk|yk|fze|fzco|fz llc|fzc|wll|est|establishment|dmcc|psc|saog|saoc
    bsc|spc|holding|holdings|as tr|anonim sirketi|limited sirketi|ltd sti|sti|ae gr|epe|ike
"""
NATIVE_FORMS = (
    "股份有限公司|有限责任公司|有限責任公司|有限公司|集团|集團|株式会社|有限会社|合同会社|合资会社|주식회사|유한회사|"
    "Общество с ограниченной ответственностью|ООО|ОАО|ЗАО|ПАО|АО|ТОВ|"
    'ش\\.? ?م\\.? ?م|ذ\\.? ?م\\.? ?م|ش\\.? ?ذ\\.? ?م\\.? ?م|شركة|مؤسسة|ΑΕ|Α\\.Ε\\.|ΕΠΕ|ΙΚΕ|בע"?מ'
)


def without_native_form(column: str) -> str:
    """Return SQL for a name without the legal forms that are written in other scripts."""
    form = NATIVE_FORMS.replace("'", "''")
    return rf"regexp_replace({column}, '(^|\s|[(（])?({form})([)）]|\s|$)?', ' ', 'g')"


def words(latin: str) -> str:
    """Return SQL for the words of a company's name in small letters; letters with points between them are one word."""
    pointed = rf"regexp_replace(regexp_replace(lower({latin}), '\.', '', 'g'), '[^a-z0-9&]+', ' ', 'g')"
    return f"nullif(trim(regexp_replace({pointed}, ' ?& ?', ' ', 'g')), '')"


def core(words_column: str) -> str:
    """Return SQL for the words without legal forms at the end, or in front as in Russian; all if none is left."""
    forms = "|".join(
        sorted({form.strip().replace("&", "").replace("  ", " ") for form in _forms()}, key=len, reverse=True)
    )
    tail = rf"regexp_replace({words_column}, '( ({forms}|und|and|u))+$', '')"
    head = rf"regexp_replace({tail}, '^((ooo|oao|zao|pao|ao|pt|tov|sia|uab|kk) )+', '')"
    return f"coalesce(nullif(regexp_replace({head}, '^the ', ''), ''), {words_column})"


def _forms() -> list[str]:
    return [form for line in LEGAL_FORMS.strip().splitlines() for form in line.strip().split("|") if form]
