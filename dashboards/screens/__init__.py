"""The pages: which parts stand where.

Belongs here: one module per page, run by `dashboards/app.py`. Not here: how a part looks, and SQL.

The folder must not be called `pages`: Streamlit takes such a folder beside the entry for its older kind of app, and
runs a page without the entry when that page is the first thing that anybody asks of a new server.
"""
