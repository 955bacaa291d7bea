"""The JSON API for authorities' own case systems. Thin: it signs in, calls a command, shows."""
