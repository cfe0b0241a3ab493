"""A ready-made client of other people's works with the pretended Zendesk as with a real one.

It speaks TLS to the name of an account; an adapter leads that name to loopback and changes nothing
else. Whatever it reads is compared with what is stored there, and with what Satchel's own pull
brought into the book. It knows no idempotency key, so those are tested without it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from zenpy import Zenpy
from zenpy.lib.api_objects import Comment, Ticket, User
from zenpy.lib.exception import APIException, RatelimitBudgetExceeded, RecordNotFoundException

from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import ME, SEVERITY
from tests.clocks import HandClock
from tests.sync.simulator.salesforce.throw_away_tls import Elsewhere, certificates, relay
from tests.sync.zendesk.conftest import API_TOKEN, Beside, a_ticket, customer_of, group_of, small

NAME = "pebblemark"
HOST = f"{NAME}.zendesk.com"
READ = (
    *("id", "external_id", "subject", "status", "priority", "type", "requester_id", "group_id"),
    *("organization_id", "assignee_id", "tags", "custom_fields", "created_at", "updated_at"),
)


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificates(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def there(clock: HandClock) -> Iterator[ZendeskSimulator]:
    with ZendeskSimulator(small, key=API_TOKEN, clock=clock, address=f"https://{HOST}") as running:
        yield running


@pytest.fixture
def connect(there: ZendeskSimulator, pems: tuple[Path, Path]) -> Iterator[Callable[..., Any]]:
    """Makes clients; their connections end with the test."""
    authority, chain = pems
    sessions: list[requests.Session] = []
    with relay(chain, int(there.url.rpartition(":")[2])) as port:

        def client(token: str = API_TOKEN, ca: Path = authority, bearer: str = "") -> Any:
            session = requests.Session()
            session.trust_env = False
            session.verify = str(ca)
            session.mount(f"https://{HOST}", Elsewhere(HOST, port))
            sessions.append(session)
            return Zenpy(
                subdomain=NAME, email=there.email, token="" if bearer else token, session=session,
                oauth_token=bearer, ratelimit_budget=1, disable_cache=True,
            )  # fmt: skip

        yield client
        for session in sessions:
            session.close()


@pytest.fixture
def zd(connect: Callable[..., Any]) -> Any:
    return connect()


def read(one: Any) -> dict[str, Any]:
    """A ticket as the client read it."""
    found: dict[str, Any] = {name: getattr(one, name) for name in READ}
    fields = found["custom_fields"]
    found["custom_fields"] = [{"id": each["id"], "value": each["value"]} for each in fields]
    return found


def kept(desk: Desk, number: int) -> dict[str, Any]:
    """The same, as it is stored there."""
    return {name: desk.tickets[number][name] for name in READ}


def body(caught: Any) -> Any:
    """The body of an answer that became an exception."""
    return json.loads(str(caught.value))


def test_the_certificate_is_looked_at(connect, there, tmp_path):
    stranger, _ = certificates(tmp_path, HOST)
    with pytest.raises(requests.exceptions.SSLError):
        connect(ca=stranger).users.me()
    assert there.requests() == []


def test_a_ticket_is_created_read_changed_and_written_on(zd, desk, clock):
    told = zd.tickets.create(
        Ticket(
            subject="Boards time out",
            comment=Comment(html_body="<p>After <b>600</b> s &lt;Timeout&gt;</p>", public=False),
            requester=User(name="Ines", email="ines@pine.test"),
            group_id=group_of(desk),
            custom_fields=[{"id": SEVERITY, "value": "high"}],
            external_id="outside:1",
            tags=["one", "two"],
        )
    )
    number = told.ticket.id
    assert {one["type"] for one in told.audit.events} == {"Create", "Comment"}
    one = zd.tickets(id=number)
    assert read(one) == kept(desk, number)
    assert (one.status, one.is_public, one.via.channel) == ("new", False, "api")
    assert one.requester.email == "ines@pine.test"
    assert (one.group.name, one.submitter.id) == ("Product Analytics", ME)
    clock.move(minutes=5)
    one.status = "open"
    one.comment = Comment(body="On it <now>")
    told = zd.tickets.update(one)
    (change,) = [each for each in told.audit.events if each["type"] == "Change"]
    assert (change["field_name"], change["previous_value"]) == ("status", "new")
    assert read(zd.tickets(id=number)) == kept(desk, number)
    assert zd.tickets(id=number).updated > one.created
    first, second = zd.tickets.comments(number)
    assert (first.plain_body, first.public) == ("After 600 s <Timeout>", False)
    assert "<b>600</b>" in first.html_body
    assert (second.plain_body, second.public) == ("On it ", False), "as the first one was"
    assert second.author.name == "Ines Halvard"


def test_a_ticket_that_was_deleted_can_be_brought_back(zd, desk):
    one, other = (a_ticket(desk)["id"] for _ in range(2))
    zd.tickets.delete(zd.tickets(id=one))
    with pytest.raises(RecordNotFoundException):
        zd.tickets(id=one)
    assert [each.id for each in zd.tickets(ids=[one, other])] == [other]
    assert [each.id for each in zd.tickets()] == [other]
    assert [each.id for each in zd.tickets.deleted()] == [one]
    zd.tickets.restore(one)
    assert read(zd.tickets(id=one)) == kept(desk, one)
    assert list(zd.tickets.deleted()) == []


def test_lists_over_several_pages_are_what_is_stored(zd, there, desk, clock):
    home = desk.add_organization("Pine")
    for number in range(130):
        clock.move(minutes=1)
        a_ticket(desk, organization_id=home if number % 2 else None, external_id=f"k{number % 3}")
    whole = [kept(desk, number) for number in sorted(desk.tickets)]
    by_cursor = [read(one) for one in zd.tickets(cursor_pagination=50)]
    assert by_cursor == whole
    assert len(there.requests("/api/v2/tickets.json")) == 3
    by_number = zd.tickets(cursor_pagination=False)
    assert len(by_number) == 130
    assert [read(one) for one in by_number] == whole
    down = [read(one) for one in zd.tickets(sort_by="updated_at", sort_order="desc")]
    assert down == whole[::-1], "the next pages are in the same order"
    theirs = [read(one) for one in zd.tickets.organizations(home)]
    assert theirs == [one for one in whole if one["organization_id"] == home]
    named = [read(one) for one in zd.tickets(external_id="k1", cursor_pagination=20)]
    assert named == [one for one in whole if one["external_id"] == "k1"]
    some = sorted(desk.tickets)[5:9]
    assert [read(one) for one in zd.tickets(ids=some)] == whole[5:9]


def test_a_file_is_sent_up_and_goes_along_once(zd, desk, clock):
    sent_up = zd.attachments.upload(
        BytesIO(b"\x89PNG"), target_name="shot.png", content_type="image/png"
    )
    zd.attachments.upload(BytesIO(b"two"), target_name="log.txt", token=sent_up.token)
    number = zd.tickets.create(
        Ticket(subject="It", comment=Comment(body="See", uploads=[sent_up.token]))
    ).ticket.id
    (said,) = zd.tickets.comments(number)
    assert [(one.file_name, one.size) for one in said.attachments] == [
        ("shot.png", 4),
        ("log.txt", 3),
    ]
    assert said.attachments[0].content_type == "image/png"
    old = zd.attachments.upload(BytesIO(b"x"), target_name="x.txt")
    for token, minutes in ((sent_up.token, 0), (old.token, 61)):
        clock.move(minutes=minutes)
        with pytest.raises(APIException) as caught:
            zd.tickets.create(Ticket(subject="It", comment=Comment(body="See", uploads=[token])))
        assert "uploads" in body(caught)["details"]
    assert len(desk.tickets) == 1


def test_an_organization_is_found_by_its_external_id(zd, there, desk):
    desk.add_organization("Larch", external_id="org-larch")
    pine = desk.add_organization("Pine", external_id="org-pine", domain_names=["pine.test"])
    # The client puts a second question mark behind what is searched, which the “&” keeps apart.
    (found,) = zd.organizations.external("ORG-pine&")
    assert (found.id, found.name, found.domain_names) == (pine, "Pine", ["pine.test"])
    assert list(zd.organizations.external("org-pin&")) == []
    assert zd.organizations(id=pine).external_id == "org-pine"
    assert [one.id for one in zd.organizations()] == sorted(desk.organizations)
    there.may_search = False
    with pytest.raises(APIException) as caught:
        list(zd.organizations.external("org-pine&"))
    assert caught.value.response.status_code == 403
    (found,) = zd.organizations(external_id="org-pine")
    assert found.id == pine, "several by their ids is for every agent"


def test_what_a_ticket_can_have(zd, desk):
    fields = {one.id: one for one in zd.ticket_fields()}
    assert fields.keys() == desk.fields.keys()
    options = fields[SEVERITY].custom_field_options
    assert [one.value for one in options] == ["critical", "high", "medium", "low"]
    assert [one.name for one in zd.groups()] == ["Product Analytics"]
    me = zd.users.me()
    assert (me.id, me.role) == (ME, "agent")


def test_what_the_pull_brought_is_what_the_client_reads(connected: Beside, zd, desk, clock):
    pine = desk.add_organization("Pine", external_id="org-pine")
    for number, status in enumerate(("new", "open", "hold", "solved", "closed") * 12):
        clock.move(minutes=1)
        one = a_ticket(desk, organization_id=pine, status=status, priority="high")
        desk.say(one["id"], customer_of(desk), f"Again, {number}")
        desk.say(one["id"], ME, "Looking", public=bool(number % 2))
    connected.sync()
    connected.sync()
    rows = connected.store.rows(
        "SELECT external_id, subject, is_open, priority, group_name, severity, opened_at,"
        " remote_updated_at FROM tickets ORDER BY CAST(external_id AS INTEGER)"
    )
    groups = {one.id: one.name for one in zd.groups()}
    theirs = list(zd.tickets.organizations(pine))
    assert [tuple(row) for row in rows] == [
        (
            str(one.id),
            one.subject,
            int(one.status not in ("solved", "closed")),
            one.priority,
            groups[one.group_id],
            one.custom_fields[0]["value"].title(),
            at(one.created),
            at(one.updated),
        )
        for one in theirs
    ]
    (open_one,) = (one for one in theirs if one.id == min(desk.tickets))
    said = connected.store.rows(
        "SELECT c.external_id, c.text, c.is_public, c.author FROM ticket_comments c"
        " JOIN tickets t ON t.id = c.ticket_id WHERE t.external_id = ? ORDER BY c.at, c.id",
        (str(open_one.id),),
    )
    assert [tuple(row) for row in said] == [
        (str(one.id), one.plain_body, int(one.public), one.author.name)
        for one in zd.tickets.comments(open_one)
    ]


def at(moment: Any) -> str:
    """A moment as the book spells it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def test_what_satchel_sent_is_what_the_client_reads(connected: Beside, zd, desk):
    queued = connected.hand_over()
    connected.sync()
    (one,) = zd.tickets(external_id=queued.key)
    assert connected.column("handovers", "external_id") == [str(one.id)]
    assert (one.requester.email, one.is_public) == ("ines@pine.test", False)
    assert one.tags == ["satchel"]
    (said,) = zd.tickets.comments(one)
    assert "<Timeout>" in said.plain_body
    zd.tickets.delete(one)
    assert connected.ask(lambda ours: ours.live(str(one.id))) is None


def test_401(connect):
    with pytest.raises(APIException) as caught:
        connect("wrong").users.me()
    assert caught.value.response.status_code == 401
    assert body(caught) == {"error": "Couldn't authenticate you"}


def test_a_sign_in_lets_in_until_it_is_exchanged(connect, there):
    access, _ = there.grant()
    one = connect(bearer=access)
    assert one.users.me().email == there.email
    there.access.clear()
    with pytest.raises(APIException) as caught:
        one.users.me()
    assert caught.value.response.status_code == 401


def test_403(zd):
    with pytest.raises(APIException) as caught:
        zd.tickets.incremental(start_time=1)
    assert (caught.value.response.status_code, body(caught)["error"]) == (403, "Forbidden")


def test_404(zd):
    with pytest.raises(RecordNotFoundException):
        zd.tickets(id=4711)
    with pytest.raises(APIException) as caught:
        list(zd.macros())
    assert body(caught)["error"] == "InvalidEndpoint"


def test_409(zd, desk, clock):
    number = a_ticket(desk)["id"]
    one = zd.tickets(id=number)
    clock.move(minutes=1)
    desk.say(number, customer_of(desk), "Wait")
    one.safe_update, one.updated_stamp, one.status = True, one.updated_at, "pending"
    with pytest.raises(APIException) as caught:
        zd.tickets.update(one)
    assert (caught.value.response.status_code, body(caught)["error"]) == (409, "UpdateConflict")
    assert desk.tickets[number]["status"] == "open"


def test_422_names_the_field_by_its_id(zd, desk):
    desk.language = {"is invalid": "ist ungültig", "cannot be blank": "muss ausgefüllt werden"}
    words = Comment(body="It does not open")
    for wish, field, kind in (
        (Ticket(subject="It", comment=words, group_id=4711), 5, "InvalidValue"),
        (
            Ticket(comment=words, custom_fields=[{"id": SEVERITY, "value": "worst"}]),
            SEVERITY,
            "InvalidValue",
        ),
        (Ticket(comment=words, custom_fields=[{"id": 4711, "value": 1}]), 4711, "InvalidValue"),
        (Ticket(subject="It", group_id=group_of(desk)), 2, "BlankValue"),
    ):
        with pytest.raises(APIException) as caught:
            zd.tickets.create(wish)
        assert caught.value.response.status_code == 422
        (problem,) = body(caught)["details"]["base"]
        assert (problem["ticket_field_id"], problem["error"]) == (field, kind)
    assert desk.tickets == {}
    closed = zd.tickets(id=a_ticket(desk, status="closed")["id"])
    closed.comment = words
    with pytest.raises(APIException) as caught:
        zd.tickets.update(closed)
    assert body(caught)["error"] == "RecordInvalid"


def test_429_says_how_long(zd, there):
    there.use_up()
    with pytest.raises(RatelimitBudgetExceeded):
        zd.users.me()  # it would wait as long as it was told to
    assert [one.status for one in there.requests()] == [429]
    there.fault("status", "/api/v2/tickets", status=429)
    there.use_up(left=5)
    with pytest.raises(APIException) as caught:
        list(zd.tickets())
    assert caught.value.response.status_code == 429, "nothing says how long"


def test_503(zd, there):
    there.fault("status", "/api/v2/tickets", status=503, retry_after="30")
    with pytest.raises(APIException) as caught:
        list(zd.tickets())
    response = caught.value.response
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")
