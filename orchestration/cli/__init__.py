"""The `entrepot` command: the one door for people and scripts.

Belongs here: options, messages, exit codes and how results are printed. Not here: anything that decides.
"""
