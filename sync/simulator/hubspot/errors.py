"""What HubSpot says when it refuses: status, category, words, and who is to blame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

Detail = dict[str, Any]
"""One entry of `errors`: a message, and perhaps a code and its context."""

DOCS: Final = "https://developers.hubspot.com"


class Refusal(Exception):
    """An answer that is a refusal. `context` and `errors` say what it is about."""

    def __init__(
        self,
        status: int,
        category: str,
        message: str,
        *,
        context: dict[str, list[str]] | None = None,
        errors: Iterable[Detail] = (),
        more: dict[str, Any] | None = None,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.category = category
        self.message = message
        self.context = context or {}
        self.errors = list(errors)
        self.more = more or {}
        self.retry_after = retry_after

    def body(self, correlation: str) -> dict[str, Any]:
        """The whole answer, as a request that failed gets it."""
        said: dict[str, Any] = {
            "status": "error",
            "message": self.message,
            "correlationId": correlation,
            "category": self.category,
            **self.more,
        }
        if self.context:
            said["context"] = self.context
        if self.errors:
            said["errors"] = self.errors
        return said

    def entry(self) -> dict[str, Any]:
        """The same as one of the errors of a batch."""
        return {
            "status": "error",
            "category": self.category,
            "message": self.message,
            "context": self.context,
            "errors": self.errors,
            "links": {},
            **self.more,
        }


def invalid(message: str, code: str = "", **context: list[str]) -> Refusal:
    """400: something in the request makes no sense."""
    detail: Detail = {"message": message}
    if code:
        detail["code"] = code
    if context:
        detail["context"] = context
    return Refusal(
        400, "VALIDATION_ERROR", message, context=context, errors=[detail] if code else []
    )


def invalid_values(kind: str, wrong: list[tuple[str, str, str]]) -> Refusal:
    """400 for property values: (property, code, what is wrong with it) each."""
    details = [
        {"message": words, "code": code, "context": {"propertyName": [name]}}
        for name, code, words in wrong
    ]
    told = ", ".join(f"{name}: {words}" for name, _, words in wrong)
    message = f"Property values of the {kind} were not valid: {told}"
    return Refusal(400, "VALIDATION_ERROR", message, errors=details)


def missing_properties(kind: str, names: list[str]) -> Refusal:
    """400 for a create that lacks what it needs."""
    message = f"Error creating {kind.upper()}. Some required properties were not set."
    return Refusal(400, "VALIDATION_ERROR", message, context={"properties": names})


def not_found(what: str = "resource not found") -> Refusal:
    """404."""
    return Refusal(404, "OBJECT_NOT_FOUND", what)


def gone(kind: str, ids: list[str]) -> Refusal:
    """404 as a batch says it: of these ids there is nothing to be had."""
    message = f"Could not get some {kind.upper()} objects, they may be deleted or not exist."
    return Refusal(404, "OBJECT_NOT_FOUND", message, context={"ids": ids})


def conflict(message: str, prop: str) -> Refusal:
    """409: a unique value is taken."""
    return Refusal(409, "CONFLICT", message, errors=[{"message": message, "in": prop}])


def unauthenticated(why: str) -> Refusal:
    """401 for a token that expired, was revoked, or is none."""
    if why == "expired":
        message = "The OAuth token used to make this call expired 2 hour(s) ago."
        return Refusal(401, "EXPIRED_AUTHENTICATION", message)
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and"
        f" you can find more details at {DOCS}/docs/methods/auth/oauth-overview"
    )
    return Refusal(401, "INVALID_AUTHENTICATION", message)


def user_removed() -> Refusal:
    """403: who made the token is no longer a user of the account."""
    message = "The user of this token does not have permissions."
    return Refusal(403, "USER_DOES_NOT_HAVE_PERMISSIONS", message)


def missing_scopes(scopes: list[str], told: str) -> Refusal:
    """403: rights the token lacks, `told` in the "context" or among the "errors"."""
    message = "This app hasn't been granted all required scopes to make this call."
    context = {"missingScopes": scopes} if told == "context" else {}
    detail: Detail = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": scopes},
    }
    links = {"links": {"scopes": f"{DOCS}/scopes"}}
    return Refusal(403, "MISSING_SCOPES", message, context=context, errors=[detail], more=links)


def rate_limit(policy: str, retry_after: str | None = None) -> Refusal:
    """429 of one of the policies SECONDLY, TEN_SECONDLY_ROLLING and DAILY."""
    message = f"You have reached your {policy.lower()} limit."
    more = {"errorType": "RATE_LIMIT", "policyName": policy}
    return Refusal(429, "RATE_LIMITS", message, more=more, retry_after=retry_after)


def of_status(status: int, *, search: bool = False, retry_after: str | None = None) -> Refusal:
    """What HubSpot would say with that status, for a fault on command."""
    if status == 429:
        return rate_limit("SECONDLY" if search else "TEN_SECONDLY_ROLLING", retry_after)
    made = {
        401: unauthenticated("revoked"),
        404: not_found(),
        409: conflict("The object already exists.", "hs_object_id"),
        423: Refusal(423, "LOCKED", "The resource is locked while a large change is made."),
        477: Refusal(477, "MIGRATION_IN_PROGRESS", "The account is moving between data centres."),
    }.get(status)
    if made is None:
        blamed = "INTERNAL_ERROR" if status >= 500 else "VALIDATION_ERROR"
        made = Refusal(status, blamed, "There was a problem with the request.")
    made.retry_after = retry_after
    return made
