"""The gate: requests, holds, opinions, decisions. The only writer of a case's state.

Every case is the sequence of its events, and every event is an entry of the node's record; the
gate's tables are an index of them. `change` is the one way to write.
"""
