"""Extraction: what a run fetches by itself of databases, interfaces and remote folders, before intake looks for files.

Belongs here: which rows are asked for, whole moments of files, and what is remembered of a fetch that failed. Not here:
how a system is spoken to (connectors), and what becomes of files (intake, gate, landing).
"""
