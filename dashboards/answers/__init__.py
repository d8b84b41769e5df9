"""The page of questions: finding one, and its answer.

Belongs here: what the page shows. Not here: the catalogue of questions (`dashboards.questions`), and asking a release
(`dashboards.queries.questions`).
"""
