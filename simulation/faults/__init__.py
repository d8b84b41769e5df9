"""What goes wrong with extracts on their way, planted on purpose and written down with its place and money.

Belongs here: classes of faults and planting them. Not here: joints between systems that are broken (the world's books),
or whether anybody finds a fault (the scorecard).
"""
