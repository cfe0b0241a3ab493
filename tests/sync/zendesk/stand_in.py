"""A small Zendesk on loopback: tickets, organizations, uploads, sign-ins, and faults on command."""

from __future__ import annotations

import base64
import json
import re
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlencode, urlsplit

Row = dict[str, Any]
SEVERITY = 4401
KEY_LIFE = timedelta(hours=2)
UPLOAD_LIFE = timedelta(minutes=60)
EMAIL, API_TOKEN, CLIENT = "ida@pebble.example", "legacy-token", "satchel-desk"


class Asked(NamedTuple):
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]


class Fault(NamedTuple):
    """What goes wrong for the next request of that method under that path.

    `cut` is `before` (nothing done) or `after` (done, the answer lost); else `status` is answered.
    """

    method: str
    path: str
    cut: str = ""
    status: int = 0
    body: Row | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Desk:
    """The state of it, and what it answers."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.me: Row = {"id": 901, "name": "Ida Berg", "email": EMAIL, "role": "agent"}
        self.groups: list[Row] = [{"id": 71, "name": "Product Analytics", "deleted": False}]
        self.options = {"critical": "Critical", "high": "High", "low": "Low"}
        self.titles = {SEVERITY: "Severity"}
        self.statuses: list[Row] | None = None
        self.organizations: list[Row] = []
        self.may_search = True
        self.tickets: dict[int, Row] = {}
        self.comments: dict[int, list[Row]] = {}
        self.users: dict[int, Row] = {
            901: self.me,
            55: {"id": 55, "name": "Ines", "role": "end-user"},
        }
        self.apart: set[int] = set()
        """Tickets that are not shown together with others."""
        self.uploads: dict[str, datetime] = {}
        self.uploads_good = True
        self.keys: dict[str, tuple[datetime, bytes, Row]] = {}
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.codes: dict[str, str] = {}
        self.renewals = 0

    def now(self) -> str:
        """The moment as it spells it."""
        return self.clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    def ticket(self, **fields: Any) -> Row:
        """A ticket, as somebody else made it."""
        number = max(self.tickets, default=3000) + 1
        usual = {
            "id": number,
            "subject": f"Ticket {number}",
            "status": "open",
            "custom_status_id": None,
            "priority": None,
            "requester_id": 55,
            "organization_id": None,
            "group_id": 71,
            "external_id": None,
            "custom_fields": [{"id": SEVERITY, "value": "high"}],
            "created_at": self.now(),
            "updated_at": self.now(),
        }
        self.tickets[number] = usual | fields
        self.comments.setdefault(number, [])
        return self.tickets[number]

    def say(self, number: int, text: str, *, author: int = 55, public: bool = True) -> None:
        """Somebody writes on a ticket."""
        said = self.comments[number]
        said.append(
            {
                "id": number * 100 + len(said),
                "author_id": author,
                "public": public,
                "plain_body": text,
                "created_at": self.now(),
            }
        )
        self.tickets[number]["updated_at"] = self.now()

    def paths(self, method: str = "GET") -> list[str]:
        """The paths that were asked for."""
        return [one.path for one in self.asked if one.method == method]

    def grant(self) -> tuple[str, str]:
        """A fresh pair of tokens."""
        access, refresh = secrets.token_hex(8), secrets.token_hex(8)
        self.access.add(access)
        self.refresh.add(refresh)
        return access, refresh

    # --- answers ----------------------------------------------------------------------------

    def answer(self, ask: Asked) -> tuple[int, Row]:
        """What it says."""
        if ask.path == "/oauth/tokens":
            return self._token(json.loads(ask.body))
        path = ask.path.removeprefix("/api/v2")
        if not self._lets_in(ask.headers.get("authorization", "")):
            return 401, {"error": "Couldn't authenticate you"}
        if ask.method == "POST" and path == "/tickets":
            return self._created(ask)
        if ask.method == "POST" and path == "/uploads":
            token = f"up-{len(self.uploads)}"
            self.uploads[token] = self.clock()
            return 201, {"upload": {"token": token}}
        if ask.method == "PUT":
            return self._changed(int(path.rpartition("/")[2]), json.loads(ask.body)["ticket"])
        return self._read(path, ask.query)

    def _lets_in(self, said: str) -> bool:
        kind, _, rest = said.partition(" ")
        if kind == "Basic":
            return base64.b64decode(rest).decode() == f"{EMAIL}/token:{API_TOKEN}"
        return rest in self.access

    def _token(self, form: Row) -> tuple[int, Row]:
        if form.get("client_id") != CLIENT:
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh:
                return 400, {"error": "invalid_grant"}
            self.renewals += 1
            self.refresh.clear()
            self.access.clear()
        elif self.codes.pop(form["code"], None) is None or not form["code_verifier"]:
            return 400, {"error": "invalid_grant"}
        access, refresh = self.grant()
        return 200, {"access_token": access, "refresh_token": refresh, "token_type": "bearer"}

    def _created(self, ask: Asked) -> tuple[int, Row]:
        key, now = ask.headers.get("idempotency-key", ""), self.clock()
        before = self.keys.get(key)
        if before is not None and now - before[0] < KEY_LIFE:
            if before[1] != ask.body:
                return 400, {"error": "IdempotentRequestError"}
            return 201, before[2]
        said = json.loads(ask.body)["ticket"]
        values = {one["id"]: one["value"] for one in said["custom_fields"]}
        if values[SEVERITY] not in self.options:
            return self.refused(SEVERITY, "ist ungültig")
        for token in said["comment"].get("uploads", ()):
            if now - self.uploads[token] >= UPLOAD_LIFE or not self.uploads_good:
                self.uploads_good = True
                return 422, {
                    "error": "RecordInvalid",
                    "details": {"uploads": [{"description": "?"}]},
                }
        made = self.ticket(
            **{
                name: said[name] for name in ("subject", "group_id", "external_id", "custom_fields")
            },
            status="new",
            sent=said,
        )
        self.keys[key] = (now, ask.body, {"ticket": made})
        return 201, {"ticket": made}

    def refused(self, field: int, words: str) -> tuple[int, Row]:
        """A refusal that names a field by its id, in the language of the account."""
        problem = {"description": words, "ticket_field_id": field}
        return 422, {
            "error": "RecordInvalid",
            "description": "Fehler",
            "details": {"base": [problem]},
        }

    def _changed(self, number: int, said: Row) -> tuple[int, Row]:
        one = self.tickets[number]
        if one["status"] == "closed":
            return 422, {"error": "RecordInvalid"}
        if said.get("updated_stamp") not in (None, one["updated_at"]):
            return 409, {"error": "UpdateConflict"}
        one["status"] = said["status"]
        if "comment" in said:
            self.say(number, said["comment"]["body"], author=901, public=said["comment"]["public"])
        return 200, {"ticket": one}

    def _read(self, path: str, query: dict[str, str]) -> tuple[int, Row]:
        fields: list[Row] = [
            {"id": number, "type": "tagger", "title": title, "active": True,
             "custom_field_options": [{"value": v, "name": n} for v, n in self.options.items()]}
            for number, title in self.titles.items()
        ]  # fmt: skip
        fields += [{"id": 5, "type": "group", "title": "Gruppe", "active": True}]
        lists: dict[str, tuple[str, list[Row]]] = {
            "/groups/assignable": ("groups", self.groups),
            "/ticket_fields": ("ticket_fields", fields),
            "/tickets": ("tickets", self._with("external_id", query.get("external_id"))),
            "/tickets/show_many": ("tickets", self._named(query.get("ids", ""))),
        }
        if self.statuses is not None:
            lists["/custom_statuses"] = ("custom_statuses", self.statuses)
        if path in lists:
            key, rows = lists[path]
            return self._page(key, rows, query)
        if path == "/users/me":
            return 200, {"user": self.me}
        if path.startswith("/organizations/"):
            return self._organizations(path, query)
        found = re.fullmatch(r"/tickets/(\d+)(/comments)?", path)
        number = int(found[1]) if found else 0
        if number not in self.tickets:
            return 404, {"error": "RecordNotFound"}
        if found and found[2]:
            said = sorted(self.comments[number], key=lambda row: row["id"], reverse=True)
            return 200, {"comments": said, "users": list(self.users.values())}
        return 200, {"ticket": self.tickets[number]}

    def _organizations(self, path: str, query: dict[str, str]) -> tuple[int, Row]:
        if path.endswith("/tickets"):
            home = int(path.split("/")[2])
            rows = sorted(
                self._with("organization_id", home), key=lambda row: row["updated_at"], reverse=True
            )
            return self._page("tickets", rows, query)
        name = query.get("name", "").casefold()
        if path.endswith("/autocomplete"):
            found = [one for one in self.organizations if one["name"].casefold().startswith(name)]
            return 200, {"organizations": found}
        if not self.may_search:
            return 403, {"error": "Forbidden"}
        key = query.get("external_id")
        found = [
            one
            for one in self.organizations
            if (one.get("external_id") == key if key else one["name"].casefold() == name)
        ]
        return 200, {"organizations": found}

    def _with(self, field: str, value: object) -> list[Row]:
        return [one for one in self.tickets.values() if one[field] == value]

    def _named(self, ids: str) -> list[Row]:
        numbers = {int(one) for one in ids.split(",") if one} - self.apart
        return [one for number, one in self.tickets.items() if number in numbers]

    def _page(self, key: str, rows: list[Row], query: dict[str, str]) -> tuple[int, Row]:
        at, size = int(query.get("page[after]") or 0), int(query.get("page[size]") or 100)
        more = at + size < len(rows)
        meta = {"has_more": more, "after_cursor": str(at + size) if more else None}
        return 200, {key: rows[at : at + size], "meta": meta}


class StandIn:
    """Serves a desk on loopback."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.desk = desk = Desk(clock)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                ask = Asked(self.command, parts.path, query, body, headers)
                if ask.path == "/oauth/authorizations/new":
                    self._let_in(query)
                    return
                with desk.lock:
                    desk.asked.append(ask)
                    fault = next((one for one in desk.faults if _hits(one, ask)), None)
                    if fault is not None:
                        desk.faults.remove(fault)
                    cut = fault.cut if fault is not None else ""
                    said = desk.answer(ask) if cut == "after" or fault is None else (0, {})
                if cut:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, found = said
                if fault is not None:
                    status, found = fault.status, fault.body or {}
                self._send(status, found, fault.headers if fault is not None else ())

            def _let_in(self, query: dict[str, str]) -> None:
                code = secrets.token_hex(4)
                desk.codes[code] = query["code_challenge"]
                back = urlencode({"code": code, "state": query["state"]})
                self.send_response(302)
                self.send_header("location", f"{query['redirect_uri']}?{back}")
                self.send_header("content-length", "0")
                self.end_headers()

            def _send(self, status: int, found: Row, more: tuple[tuple[str, str], ...]) -> None:
                body = json.dumps(found).encode()
                self.send_response(status)
                for name, value in (("content-type", "application/json"), *more):
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PUT = do_GET  # noqa: N815 the library's spelling

            def log_message(self, *words: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _hits(fault: Fault, ask: Asked) -> bool:
    return fault.method == ask.method and re.search(fault.path, ask.path) is not None
