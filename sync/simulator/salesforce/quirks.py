"""How the service behaves where its documentation leaves it open or an org may differ."""

from __future__ import annotations

from msgspec import Struct


class Quirks(Struct, frozen=True, kw_only=True):
    """A connector has to work with every combination, so tests turn these."""

    versions: tuple[int, ...] = (60, 61, 62, 63, 64, 65, 66, 67)
    """The API versions it speaks, oldest first."""
    page_size: int = 2000
    """Records on one page of a query at most; a small one makes many pages cheap."""
    upsert_changed: int = 204
    """What an upsert answers that changed a record: 204 and nothing, or 200 and a body."""
    gone_status: int = 400
    """The status of ENTITY_IS_DELETED; some orgs have been seen to say 404."""
    locked_status: int = 400
    """The status of UNABLE_TO_LOCK_ROW."""
    limits_readable: bool = True
    """`/limits` is open to everybody; otherwise it is refused with 403."""
    object_info: bool = True
    """The UI API knows tasks, and with it the Idempotency-Key header."""
    key_seconds: float = 86_400.0
    """How long the answer to an Idempotency-Key is kept."""
    rotates: bool = True
    """A refresh answers with a new refresh token and ends the old one."""
    refresh_days: float = 30.0
    """A refresh token that nobody used for so long is dead."""
    callback: str | None = None
    """The one redirect address the app is registered with; None takes any on loopback."""
    per_app: str | None = None
    """Names the app in Sforce-Limit-Info, as orgs with a limit per app do."""
    log_days: int = 15
    """How far back deletions are known."""
