"""Where auth keeps things: MongoDB for what must last, Redis for what may be lost."""
