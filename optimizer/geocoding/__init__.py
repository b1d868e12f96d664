"""Places of addresses: asked from a service, kept on disk, never guessed."""
