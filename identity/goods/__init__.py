"""Which product variants are one product, and which supplier records one supplier: rules in bits, with their reasons.

Belongs here: what is compared, what forbids, and the link tables of both. Not here: people and companies that buy
(`identity.customers`), or how one value is spelt (`identity.normalise`).
"""
