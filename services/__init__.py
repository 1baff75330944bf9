"""Natter's four services (auth, chat, realtime, notify) and what they share (common)."""
