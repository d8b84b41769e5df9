"""What will be sold: weekly demand forecasts with ranges, and how well they would have done.

Tables in, tables out, in the open work warehouse; knows neither Dagster nor dbt nor any vendor.
"""
