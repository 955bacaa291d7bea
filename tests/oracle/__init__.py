"""Independent answers to the question the engine answers, and random rulebooks to ask it of."""
