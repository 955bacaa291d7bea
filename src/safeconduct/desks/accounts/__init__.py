"""Signing in, one's roles, passkeys and sessions."""
