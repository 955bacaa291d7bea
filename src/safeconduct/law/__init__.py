"""Rulebook + case + day + viewer -> ruling. Pure: text and events in, rulings out.

The way through: `rulebook` (the law as data) and `world` (what a viewer knows on a day) meet
in `ground`, which writes for each norm when it shuts a measure as a formula over unknown
facts (`circuit`); `outcome` and `questions` ask a SAT solver about it (`solver`); `rule` puts
the answers into a ruling with its reasons (`explain`).
"""
