"""Where notify keeps things: the only files of this service that know MongoDB or Redis."""
