"""Dagster assets: one lineage from extract to release; each one calls a step of the pipeline."""
