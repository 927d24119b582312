"""The commands, one module a topic; each adds its own to `app`."""
