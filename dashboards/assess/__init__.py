"""The integration report: how well the systems of a company fit together, told from one release.

Belongs here: which findings stand in which chapter, and the report as a page, a spreadsheet and JSON. Not here: any
figure (`dashboards/queries/sql/assess`, one statement a finding, and the marts of a release), any word (the catalogue).
"""

from dashboards.assess.page import as_page
from dashboards.assess.plain import as_json
from dashboards.assess.reading import Report, read_report
from dashboards.assess.sheets import as_workbook

__all__ = ["Report", "as_json", "as_page", "as_workbook", "read_report"]
