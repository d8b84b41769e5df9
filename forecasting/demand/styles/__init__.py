"""Demand of styles in colours and markets: launch curves, levels that each week of sales corrects, seasons and feasts.

`reading` takes arrays from the warehouse; `uncensoring`, `factors` and `outlook` work on them; `publishing` writes.
"""
