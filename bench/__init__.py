"""Measurements; each module runs by itself, as in `python -m bench.law`."""
