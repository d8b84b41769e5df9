"""What goes back to the systems: accepted proposals and safety stock, as files to import. Nothing enters a system.

Belongs here: accepting, what a file holds, its formats and versions. Not here: how a plan is made (`planning`).
"""
