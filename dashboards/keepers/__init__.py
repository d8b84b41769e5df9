"""What people keep on the pages: the calendar, comparable days and targets, and what may break a rule for a while.

Belongs here: what the pages show and who may do it. Not here: the entries (`warehouse.reference`,
`warehouse.exemptions`).
"""
