"""What realtime keeps in Redis: hints that expire."""
