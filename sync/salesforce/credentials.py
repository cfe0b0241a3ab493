"""The secret of a Salesforce sign-in: what is kept, and what a pasted token becomes."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from msgspec import Struct

from book.errors import Auth
from sync.salesforce import ids

_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"
_IDENTITY: Final = re.compile(r"/id/(00D[a-zA-Z0-9]{12,15})/(005[a-zA-Z0-9]{12,15})/?\Z")
_LONGEST: Final = 8_000
"""Characters of an access token; those that are whole documents have some two thousand."""
_ADVICE: Final = "Sign in to Salesforce, or paste an access token of your own session."


class Credentials(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a sign-in left: a token for now, and where it is good a way to the next one."""

    access_token: str
    refresh_token: str | None = None
    instance_url: str = ""
    client_id: str = ""
    login_url: str = ""
    id: str = ""
    """The identity URL, which ends in the ids of the org and of the person."""
    signed_in_at: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def renewable(self) -> bool:
        """Whether a new access token can be asked for without the person."""
        return bool(self.refresh_token and self.client_id and self.login_url)

    @property
    def org_id(self) -> str | None:
        """The id of the org, as far as the sign-in told it."""
        return self._identity(1)

    @property
    def user_id(self) -> str | None:
        """The id of the person, as far as the sign-in told it."""
        return self._identity(2)

    def text(self) -> str:
        """The secret as it is kept."""
        return msgspec.json.encode(self).decode()

    def _identity(self, group: int) -> str | None:
        found = _IDENTITY.search(self.id)
        return ids.full(found[group]) if found else None


def credentials(secret: str) -> Credentials:
    """A kept secret, or a pasted access token in whichever form. Raises Auth."""
    text = secret.strip(_AROUND)
    if text.startswith("{"):
        try:
            found = msgspec.json.decode(text, type=Credentials)
        except msgspec.DecodeError:
            raise Auth("What is kept for Salesforce is not a sign-in.", _ADVICE) from None
    else:
        name, colon, rest = text.partition(":")
        if colon and name.strip().lower() == "authorization":
            text = rest.strip(_AROUND)
        head, _, rest = text.partition(" ")
        found = Credentials(access_token=rest.strip(_AROUND) if head.lower() == "bearer" else text)
    token = found.access_token
    if not token:
        raise Auth("There is no access token for Salesforce.", _ADVICE)
    if not token.isascii() or not token.isprintable() or " " in token or len(token) > _LONGEST:
        raise Auth("What was given for Salesforce is not an access token.", _ADVICE)
    return found
