"""The questions that the product is there to answer, and their answers from a release.

Belongs here: the catalogue of questions as `docs/questions` holds it. Not here: SQL (it stands beside the questions'
words in `docs/questions`), and the proof of an answer, which needs the truth of a company (orchestration).
"""

from dashboards.questions.catalogue import FOLDER, Question, all_questions, question_texts

__all__ = ["FOLDER", "Question", "all_questions", "question_texts"]
