"""The pages that people look at: they read a published release and nothing else.

Belongs here: pages, their parts, their words, and the SQL behind them (all of it in `queries`). Not here: how a figure
is made, which is the marts' task; nothing of ingestion, simulation or orchestration is imported.
"""
