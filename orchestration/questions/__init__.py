"""Questions asked of a release, and their answers held against the truth.

Belongs here: asking, proving. Not here: the questions' words and SQL (`docs/questions`, read by
`dashboards.questions`), printing (the command).
"""

from orchestration.questions.asking import Answered, check_questions

__all__ = ["Answered", "check_questions"]
