"""What happened: the one world that every witness writes down in its own way.

Belongs here: numpy arrays of goods, people, orders, parcels, purchases and stock. Not here: any vendor's file shape.
"""
