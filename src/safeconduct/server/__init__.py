"""Puts the parts of a node together and runs them: settings, addresses, server, worker."""
