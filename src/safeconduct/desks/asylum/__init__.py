"""The asylum officer's desk: at a register's own node, and at a gate whose database has it.

Both have the same pages; `sources` says where each reads and writes.
"""
