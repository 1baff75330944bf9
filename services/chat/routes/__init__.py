"""The REST door of chat: routes that translate and nothing more."""
