"""From a system's extract to proven rows in the work warehouse.

Belongs here: source contracts, connectors, the quality gate, landing and quarantine, raw tables, the extracts' own
control totals, and the models generated from contracts. Not here: what a row means to the business (dbt), and when
things run (orchestration).
"""
