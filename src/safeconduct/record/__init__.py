"""The tamper-evident log: what was done, by whom and when, so that others can check it.

`entry` says what an entry commits to, `tree` how entries hang together (RFC 9162), `note` how
tree heads are signed (C2SP), `log` keeps both in a database. docs/record.md explains it all.
"""
