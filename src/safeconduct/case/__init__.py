"""What is known about a case, and who says so. Pure: no files, no clock, no network.

A case is a sequence of events (`events`); its state is their fold (`state`); a replay is a
fold up to a day. `casefile` turns events into the sections of a case file and back.
"""
