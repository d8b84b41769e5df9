"""The pages: which figures stand where.

Belongs here: one module per page, run by `dashboards/app.py`. Not here: how a part looks, and SQL.
"""
