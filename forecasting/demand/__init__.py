"""The forecasting engine: a table of series in, point forecasts with nine quantiles out.

Arrays of series × periods inside; knows neither the warehouse nor any vendor, and has one settings file for all data.
"""
