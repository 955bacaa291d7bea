"""Rulings and replays for people at a terminal; readable without colour."""
