"""Values of an unknown system that may be shown to whoever maps it: none that names a person.

Belongs here: which values those are. Not here: finding them (looking), and where they are shown.
"""

from __future__ import annotations

import re

from ingestion.mapping.system_profile import ColumnProfile

_LONGEST_CODE = 40
_PERSONAL_PATTERNS = ("email", "phone", "tax_id", "url")
_PERSONAL_NAME = re.compile(
    r"(?i)name|mail|phone|mobile|fax|address|street|birth|contact|person|photo|note|comment|remark|password|token|secret"
    r"|姓名|名称|电话|手机|邮箱|地址|联系人|备注|生日|身份证"
)


def shown_values(column: ColumnProfile, count: int) -> list[str]:
    """Return frequent values that name nobody: numbers, days, and short codes that several rows share.

    Args:
        column: The column.
        count: How many values at most.
    """
    looks_personal = any(column.share(pattern) > 0 for pattern in _PERSONAL_PATTERNS)
    if looks_personal or _PERSONAL_NAME.search(column.name) or column.longest > _LONGEST_CODE:
        return []
    shared = [value for value, times in column.frequent if times > 1 or column.value_type != "VARCHAR"]
    return shared[:count]
