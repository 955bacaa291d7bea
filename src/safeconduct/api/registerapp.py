"""The API of a register's own node: its addresses."""

from __future__ import annotations

from safeconduct.api import accounts, register, registernode, watching
from safeconduct.api.making import made

api = made(
    "register-api", "The API of a register's own node, for the authority that protects.",
    registernode.at_a_matter,
)  # fmt: skip
api.add_router("/accounts", accounts.router, tags=["accounts"])
api.add_router("/register", register.router, tags=["register"])
api.add_router("/matters", registernode.router, tags=["matters"])
api.add_router("", watching.everywhere, tags=["watching"])
