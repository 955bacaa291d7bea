"""The operator's desk: accounts, and what waits for a second person. The same at every node."""
