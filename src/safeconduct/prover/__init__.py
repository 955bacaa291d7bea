"""Proofs about the rulebook as a whole, with clingo and without the engine.

Shares with the engine only the parsed rulebook: the translation (`translate.py`, `frame.lp`) does
its own expansion over persons and its own choice of versions.
"""
