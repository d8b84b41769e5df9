"""The integration report as a page that is always of the current release.

Belongs here: laying out the report's texts. Not here: its figures and words (`dashboards.assess`).
"""
