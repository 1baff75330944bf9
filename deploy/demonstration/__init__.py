"""A workspace to try things out in: believable people and what they have said for weeks. Called by deploy/demo.py."""
