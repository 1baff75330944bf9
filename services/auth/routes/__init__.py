"""The REST door of auth: each module translates one noun."""
