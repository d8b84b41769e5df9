"""Demand of styles in colours and markets: launch curves, levels that each week of sales corrects, seasons and feasts.

Arrays in, arrays out; knows no table. `forecasting.publishing` reads the warehouse for it and writes what it says.
"""
