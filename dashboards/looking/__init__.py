"""Looking one thing up: the thread of an order, and all that is known of a customer.

Belongs here: a field to type in, and what stands behind what was typed. Not here: pictures of many (`boards`).
"""
