"""How allauth's passkeys name us and our accounts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from safeconduct.gate.node import current
from safeconduct.policy.models import Account


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """An account is called as its holder is, and the place as the node is."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The place where a passkey is good for."""
        return {**super().get_public_key_credential_rp_entity(), "name": current().name}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Whose a passkey is, as the device shows it."""
        found: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        called = user.called if isinstance(user, Account) else str(user)
        return {**found, "name": f"{user.pk} – {current().name}"[:60], "display_name": called}
