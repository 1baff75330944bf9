"""Who hears what: notifications, their preferences, and the reasons."""
