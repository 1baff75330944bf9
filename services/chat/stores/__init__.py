"""Where chat keeps things: the only files of this service that know MongoDB."""
