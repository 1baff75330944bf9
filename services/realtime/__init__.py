"""Open connections: who hears what, now. See README.md."""
