"""One customer, one product, one supplier: which records of the systems are the same, and why.

Tables in, tables out, in the open work warehouse; knows neither Dagster nor dbt nor any vendor.
"""
