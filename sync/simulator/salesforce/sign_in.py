"""`/services/oauth2/…` and `/id/…`: the page that lets an app in, tokens, who is who."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct

from sync.simulator.salesforce.access import Access, Denied, Tokens
from sync.simulator.salesforce.calls import Answer
from sync.simulator.salesforce.org import Org

_PAGE: Final = "text/html;charset=UTF-8"


class Ask(Struct, frozen=True, kw_only=True):
    """A request of the sign-in: `given` are its parameters, from address and form alike."""

    method: str
    given: dict[str, str]
    token: str | None


class SignIn:
    """Who signs in where the page asks, and whether they agree, is set from outside."""

    def __init__(self, org: Org, access: Access, url: str) -> None:
        self.org = org
        self.access = access
        self.url = url
        self.signing_in = org.me
        self.agrees = True

    def answer(self, place: str, ask: Ask) -> Answer:
        """Whatever lies under `/services/oauth2`."""
        try:
            if place == "authorize":
                return self._authorize(ask)
            if place == "token":
                return self._token(ask)
            if place == "revoke":
                self.access.revoke(ask.given.get("token", ""))
                return Answer(body=b"", kind=_PAGE)
            if place == "userinfo":
                return self._user_info(ask)
        except Denied as error:
            body = {"error": error.code, "error_description": error.text}
            return Answer(status=error.status, body=body)
        return Answer(status=404, body=b"<h1>URL No Longer Exists</h1>", kind=_PAGE)

    def identity(self, org_id: str, user_id: str, ask: Ask) -> Answer:
        """The identity address of a user."""
        asking = self.access.user_of(ask.token or "")
        if asking is None:
            return Answer(status=403, body=b"Bad_OAuth_Token", kind=_PAGE)
        row = self.org.find("User", user_id)
        if row is None or org_id[:15] != self.org.id[:15]:
            return Answer(status=404, body=b"Wrong_Org", kind=_PAGE)
        return Answer(
            body={
                "id": self._id_url(row["Id"]),
                "asserted_user": row["Id"] == asking,
                "user_id": row["Id"],
                "organization_id": self.org.id,
                "username": row["Username"],
                "nick_name": row.get("Alias"),
                "display_name": row["Name"],
                "email": row["Email"],
                "email_verified": True,
                "first_name": row.get("FirstName"),
                "last_name": row.get("LastName"),
                "timezone": row.get("TimeZoneSidKey"),
                "photos": self._photos(),
                "status": {"created_date": None, "body": None},
                "urls": self._urls(row["Id"]),
                "active": bool(row.get("IsActive")),
                "user_type": "STANDARD",
                "language": row.get("LanguageLocaleKey"),
                "locale": row.get("LocaleSidKey"),
                "utcOffset": 0,
                "last_modified_date": row["LastModifiedDate"],
            }
        )

    def _authorize(self, ask: Ask) -> Answer:
        given = ask.given
        callback = given.get("redirect_uri", "")
        try:
            self.access.check_client(given.get("client_id"))
            self.access.check_callback(callback)
        except Denied as error:
            # Where it is unclear to whom to go back, the browser stays.
            page = f"<h1>error={error.code}</h1><p>error_description={error.text}</p>"
            return Answer(status=400, body=page.encode(), kind=_PAGE)
        back = {"state": given["state"]} if "state" in given else {}
        if given.get("response_type") != "code":
            said = {"error": "unsupported_response_type", "error_description": "use code"}
        elif not self.agrees:
            said = {
                "error": "access_denied",
                "error_description": "end-user denied authorization",
            }
        elif given.get("code_challenge") and given.get("code_challenge_method") != "S256":
            said = {"error": "invalid_request", "error_description": "use S256"}
        elif not given.get("code_challenge"):
            words = "missing required code challenge"
            said = {"error": "invalid_request", "error_description": words}
        else:
            scopes = tuple((given.get("scope") or "api refresh_token").split())
            code = self.access.code_for(
                self.signing_in, scopes, callback, given.get("code_challenge")
            )
            said = {"code": code}
        joint = "&" if "?" in callback else "?"
        where = callback + joint + urlencode(said | back)
        return Answer(status=302, headers={"Location": where}, body=b"", kind=_PAGE)

    def _token(self, ask: Ask) -> Answer:
        if ask.method != "POST":
            raise Denied("invalid_request", "must use HTTP POST")
        given = ask.given
        kind = given.get("grant_type")
        if kind not in ("authorization_code", "refresh_token"):
            raise Denied("unsupported_grant_type", "grant type not supported")
        self.access.check_client(given.get("client_id"))
        if given.get("client_secret"):
            raise Denied("invalid_client", "a public client has no secret")
        if kind == "authorization_code":
            return self._granted(self.access.redeem(given))
        return self._granted(self.access.refresh(given.get("refresh_token", "")))

    def _granted(self, tokens: Tokens) -> Answer:
        """Nothing here says when the access token ends: the org decides that, and tells nobody."""
        at = str(round(self.org.clock().timestamp() * 1000))
        who = self._id_url(tokens.user)
        body: dict[str, Any] = {
            "access_token": tokens.access,
            "signature": hashlib.sha256(f"{who}{at}".encode()).hexdigest()[:44],
            "scope": " ".join(tokens.scopes),
            "instance_url": self.url,
            "id": who,
            "token_type": "Bearer",
            "issued_at": at,
        }
        if tokens.refresh is not None:
            body["refresh_token"] = tokens.refresh
        return Answer(body=body, headers={"Cache-Control": "no-cache, no-store"})

    def _user_info(self, ask: Ask) -> Answer:
        user = self.access.user_of(ask.token or "")
        if user is None:
            return Answer(status=403, body=b"Bad_OAuth_Token", kind=_PAGE)
        row = self.org.must("User", user)
        photos = self._photos()
        return Answer(
            body={
                "sub": self._id_url(row["Id"]),
                "user_id": row["Id"],
                "organization_id": self.org.id,
                "preferred_username": row["Username"],
                "nickname": row.get("Alias") or row["Username"],
                "name": row["Name"],
                "email": row["Email"],
                "email_verified": True,
                "given_name": row.get("FirstName"),
                "family_name": row.get("LastName"),
                "zoneinfo": row.get("TimeZoneSidKey"),
                "photos": photos,
                "profile": f"{self.url}/{row['Id']}",
                "picture": photos["picture"],
                "address": {},
                "is_salesforce_integration_user": False,
                "urls": self._urls(row["Id"]),
                "active": bool(row.get("IsActive")),
                "user_type": "STANDARD",
                "language": row.get("LanguageLocaleKey"),
                "locale": row.get("LocaleSidKey"),
                "utcOffset": 0,
                "updated_at": row["LastModifiedDate"].replace(".000+0000", "Z"),
            }
        )

    def _id_url(self, user: str) -> str:
        return f"{self.url}/id/{self.org.id}/{user}"

    def _photos(self) -> dict[str, str]:
        start = f"{self.url}/profilephoto/005"
        return {"picture": f"{start}/F", "thumbnail": f"{start}/T"}

    def _urls(self, user: str) -> dict[str, str]:
        soap, data = f"{self.url}/services/Soap", f"{self.url}/services/data/v{{version}}"
        short, feeds = self.org.id[:15], f"{data}/chatter"
        return {
            "enterprise": f"{soap}/c/{{version}}/{short}",
            "metadata": f"{soap}/m/{{version}}/{short}",
            "partner": f"{soap}/u/{{version}}/{short}",
            "rest": f"{data}/",
            "sobjects": f"{data}/sobjects/",
            "search": f"{data}/search/",
            "query": f"{data}/query/",
            "recent": f"{data}/recent/",
            "tooling_soap": f"{soap}/T/{{version}}/{short}",
            "tooling_rest": f"{data}/tooling/",
            "profile": f"{self.url}/{user}",
            "feeds": f"{feeds}/feeds",
            "groups": f"{feeds}/groups",
            "users": f"{feeds}/users",
            "feed_items": f"{feeds}/feed-items",
            "feed_elements": f"{feeds}/feed-elements",
            "custom_domain": self.url,
        }
