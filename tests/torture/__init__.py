"""Kills writers and servers, makes disks fail and fill, and sees whether the record holds."""
