"""Scoring pairs with Splink: the comparisons, a model trained without labels, and its weights."""
