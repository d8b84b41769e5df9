"""What is true of the demo company, computed from the world and never from its extracts.

Belongs here: exact totals, the numbers of the books, who is who, true and expected demand, planted faults, broken
joints, true causes. Not here: comparing a release with them (the scorecard).
"""
