"""Who people are: accounts, sessions, profiles, and the key that signs access tokens."""
