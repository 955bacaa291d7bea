"""A check between a foreign state's request for legal assistance and the people it touches."""

__version__ = "0.1.0"
