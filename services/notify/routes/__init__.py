"""The REST door of notify, one file a noun."""
