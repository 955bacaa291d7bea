"""`safeconduct demo`: four whole nodes, the people who work there, and the story of 2019 to play.

Everything is invented, lies in a temporary folder, and is gone when the demo ends.
"""
