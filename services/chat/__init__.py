"""Conversations, members, the event log, read positions: README.md tells what it owns and how the log works."""
