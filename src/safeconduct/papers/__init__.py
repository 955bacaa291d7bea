"""Papers: rulings and replays as PDF files that can be filed with a court; the form of a clearance.

`docs/papers.md` says what an open paper leaves out, and why. A paper is data (`ruling.py`,
`replay.py`) laid out by a fixed template (`templates/`): no word of a case is ever read as
markup. Imports nothing heavy until a paper is asked for.
"""
