"""The floor of the house: settings, DuckDB connections, releases, the ledger of what people typed in.

Nothing here knows a vendor, a business rule or Dagster; every other package may import it, and it imports none of them.
"""
