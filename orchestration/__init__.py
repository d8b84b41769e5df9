"""What runs when: the pipeline's steps, the Dagster definitions, and the `entrepot` command.

Belongs here: wiring. Not here: what a step does to data; each step calls a public function of another package or dbt.
"""
