"""Alerts: who is told, once, that the daily run needs somebody, by e-mail and webhook.

`looking` says what is not as it should be, `memory` what was told of it, `channels` how it is sent, and `telling` puts
the three together after a run or whenever it is asked to. Nothing here knows Dagster or the command line.
"""
