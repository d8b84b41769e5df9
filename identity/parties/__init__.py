"""Customers: the records of people and companies of all systems, linked by a kept model, day by day."""
