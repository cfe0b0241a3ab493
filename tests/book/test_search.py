"""The search as a person uses it: a few letters, and the right answer among the first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from book import drafts, intake, sources, twins
from book.facts import (
    AccountFacts,
    ContactFacts,
    DealFacts,
    NoteFacts,
    Outsider,
    Page,
    TaskFacts,
    TicketFacts,
)
from book.note_writing import add_note, edit_note, pin
from book.records import AccountId, NoteId, Source
from book.rules import load
from book.search import Hit, search
from book.snippets import snippet, unmarked
from book.store import Store
from book.task_writing import add_task

TODAY = date(2026, 11, 23)
RULES = load()
OUTSIDERS = (Outsider(external_id="x", name="Stranger Ltd"),)


def page(store: Store, source: str = "vitally", resource: str = "notes", **parts: object) -> None:
    intake.apply(store, Page(source=source, resource=resource, **parts))  # type: ignore[arg-type]


def _talk(store: Store) -> None:
    """People and notes."""
    page(
        store,
        contacts=(
            ContactFacts(
                external_id="p1",
                account_external_id="ext-1",
                name="Kim Lindqvist",
                email="kim.lindqvist@acme.test",
            ),
        ),
        notes=(
            NoteFacts(
                external_id="n1",
                account_external_id="ext-1",
                subject="Kick-off",
                body="They want retention dashboards.\n\nCall back on Friday.",
                day="2026-11-02",
                tags='["call","follow-up"]',
                author="Ida Berg",
                mine=1,
            ),
            NoteFacts(
                external_id="n2",
                account_external_id="ext-2",
                subject="Retention review",
                body="Café visit. Der Kundentermin war gut.",
                day="2026-10-02",
                author="Bo Holm",
            ),
            NoteFacts(
                external_id="n3",
                account_external_id="ext-2",
                subject="会議",
                body="明日の会議は東京で行います",
                day="2026-10-05",
                mine=1,
            ),
        ),
    )


def _work(store: Store) -> None:
    """Tasks, a ticket, a deal."""
    page(
        store,
        tasks=(
            TaskFacts(
                external_id="t1",
                account_external_id="ext-1",
                title="Send the retention plan",
                due="2026-11-20",
                mine=1,
            ),
            TaskFacts(
                external_id="t2",
                account_external_id="ext-2",
                title="Invite to webinar",
                due="2026-11-27",
                completed_at="2026-11-22T08:00:00.000Z",
            ),
        ),
        tickets=(
            TicketFacts(
                external_id="7001",
                account_external_id="ext-1",
                number="4711",
                subject="Funnel slow",
            ),
        ),
        deals=(DealFacts(external_id="d1", account_external_id="ext-3", name="Pilots renewal"),),
    )


@pytest.fixture
def book(store: Store) -> Store:
    """Two customers and what hangs on them."""
    accounts = (
        AccountFacts(external_id="ext-1", org_id="org-1", name="Acme Pumps", domain="acme.test"),
        AccountFacts(external_id="ext-2", name="Zürich Köhler AG", domain="koehler.example"),
        AccountFacts(external_id="ext-3", name="Harbour Pilots"),
        AccountFacts(external_id="ext-4", name="Клуб Йога"),
    )
    page(store, resource="accounts", accounts=accounts, outsiders=OUTSIDERS)
    _talk(store)
    _work(store)
    return store


def found(store: Store, text: str, limit: int = 20) -> list[Hit]:
    return search(store, text, today=TODAY, limit=limit)


def titles(store: Store, text: str) -> list[str]:
    return [hit.title.text for hit in found(store, text)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a", "Acme Pumps"),
        ("acm", "Acme Pumps"),
        ("pum", "Acme Pumps"),
        ("acme pu", "Acme Pumps"),
        ("acme p", "Acme Pumps"),
        ("ACME.te", "Acme Pumps"),
        ("zur", "Zürich Köhler AG"),
        ("kohler", "Zürich Köhler AG"),
        ("KÖH", "Zürich Köhler AG"),
        ("rbour", "Harbour Pilots"),
        ("ext-2", "Zürich Köhler AG"),
        ("org-1", "Acme Pumps"),
        ("a3", "Harbour Pilots"),
        ("kim", "Kim Lindqvist"),
        ("lindqvist@ac", "Kim Lindqvist"),
        ("qvist@acme", "Kim Lindqvist"),
        ("4711", "Funnel slow"),
        ("pilots ren", "Pilots renewal"),
        ("dashb", "Kick-off"),
        ("friday", "Kick-off"),
        ("cafe", "Retention review"),
        ("termin", "Retention review"),
        ("会議", "会議"),
        ("東京", "会議"),
        ("東京で行", "会議"),
        ("йог", "Клуб Йога"),
        ("клуб йо", "Клуб Йога"),
        ("уб йог", "Клуб Йога"),
        ("webin", "Invite to webinar"),
        ("n1", "Kick-off"),
    ],
)
def test_the_right_answer_is_among_the_first_three(book: Store, text: str, right: str) -> None:
    assert right in titles(book, text)[:3]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("+49 (30) 901-82 00", "4930901"),
        ("+49 (30) 901-82 00", "030 9018200"),
        ("+49 (30) 901-82 00", "901 8200"),
        ("0309018200", "30901820"),
        ("+1 415 555 0100", "+14155550100"),
        ("020 7946 0018", "02079460018"),
    ],
)
def test_a_number_is_found_however_its_digits_are_grouped(
    book: Store, written: str, typed: str
) -> None:
    number, _ = add_note(
        book, RULES, AccountId(1), body=f"Call {written} after ten", day=TODAY, today=TODAY
    )
    add_note(book, RULES, AccountId(1), body="Call +49 221 555 1234", day=TODAY, today=TODAY)
    assert [hit.id for hit in found(book, typed)] == [number]
    task, _ = add_task(book, RULES, AccountId(1), f"Call {written}", due=TODAY)
    assert {(hit.kind, hit.id) for hit in found(book, typed)} == {("note", number), ("task", task)}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("retention acct:acme", {"Kick-off", "Send the retention plan"}),
        ("acct:zurich", {"Retention review", "会議", "Invite to webinar"}),
        ("acct:ext-2 会議", {"会議"}),
        ("acct:nobody retention", set()),
        ("is:open", {"Send the retention plan", "Funnel slow", "Pilots renewal"}),
        ("is:done", {"Invite to webinar"}),
        ("is:overdue", {"Send the retention plan"}),
        ("is:mine retention", {"Kick-off", "Send the retention plan"}),
        ("is:mine 会議", {"会議"}),
        ("due:2026-11-20", {"Send the retention plan"}),
        ("due:2026-11-21", set()),
        ("due:<today", {"Send the retention plan"}),
        ("due:>today", set()),
        ("due:2026-11-01..2026-11-30 is:done", {"Invite to webinar"}),
        ("tag:follow-up", {"Kick-off"}),
        ("tag:foll", {"Kick-off"}),
        ("tag:up", set()),
        ("from:ida", {"Kick-off"}),
        ("from:holm ret", {"Retention review"}),
        ("from:me ret", {"Kick-off", "Send the retention plan"}),
        ('"retention dashboards"', {"Kick-off"}),
        ('"dashboards retention"', set()),
        ('acct:"Zürich Köhler" retention', {"Retention review"}),
    ],
)
def test_operators_and_quotes(book: Store, text: str, right: set[str]) -> None:
    assert set(titles(book, text)) == right


def test_of_tasks_the_one_that_is_due_first_comes_first(book: Store) -> None:
    for title, days in (("Late obsidian", -3), ("Next obsidian", 2), ("Last obsidian", 9)):
        add_task(book, RULES, AccountId(1), title, due=TODAY + timedelta(days=days))
    add_task(book, RULES, AccountId(1), "Some obsidian", due=None)
    assert titles(book, "obsidian") == [
        "Late obsidian", "Next obsidian", "Last obsidian", "Some obsidian"
    ]  # fmt: skip


def test_a_note_that_says_it_in_its_title_comes_before_a_newer_one(book: Store) -> None:
    notes = [hit.title.text for hit in found(book, "retention") if hit.kind == "note"]
    assert notes == ["Retention review", "Kick-off"]


def test_a_common_word_gives_the_newest_first(book: Store) -> None:
    notes = tuple(
        NoteFacts(
            external_id=f"m{at}",
            account_external_id="ext-1",
            subject=f"Weekly {at}",
            body="numbers went up",
            day=date.fromordinal(TODAY.toordinal() - at % 250).isoformat(),
        )
        for at in range(300)
    )
    page(book, notes=notes)
    days = [hit.day or date.min for hit in found(book, "numbers")]
    assert days == sorted(days, reverse=True)
    assert days[0] == TODAY
    assert len(days) == 20


def test_the_hits_are_marked(book: Store) -> None:
    (hit,) = found(book, "kundenter cafe")
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.hits] == ["Café", "Kundenter"]
    (account,) = found(book, "kohler ag")
    assert [account.title.text[a:b] for a, b in account.title.hits] == ["Köhler", "AG"]


def test_what_was_written_here_is_found_at_once_also_private_and_unfinished(book: Store) -> None:
    number, _ = add_note(
        book, RULES, AccountId(1), body="quartz secret", day=TODAY, today=TODAY, private=True
    )
    assert [(hit.kind, hit.id) for hit in found(book, "quartz")] == [("note", number)]
    edit_note(book, RULES, number, body="basalt secret")
    assert found(book, "quartz") == []
    assert [hit.id for hit in found(book, "basal")] == [number]
    add_task(book, RULES, AccountId(1), "Order obsidian", due=TODAY)
    assert [hit.kind for hit in found(book, "obsi")] == ["task"]
    draft = drafts.begin(book, account_id=AccountId(2), body="granite words", day=TODAY)
    assert [(hit.kind, hit.id) for hit in found(book, "is:draft")] == [("draft", draft.id)]
    assert [hit.kind for hit in found(book, "anite")] == ["draft"]
    note, _ = drafts.end(book, RULES, draft.id, today=TODAY)
    assert [(hit.kind, hit.id) for hit in found(book, "granite")] == [("note", int(note))]


def test_what_is_gone_is_not_found(book: Store) -> None:
    assert titles(book, "stranger") == []
    page(book, gone=("n1",))
    assert titles(book, "dashboards") == []
    assert titles(book, "tag:call") == []
    page(book, resource="accounts", left=("ext-2",))
    assert titles(book, "kohler") == []
    assert titles(book, "cafe") == []
    assert titles(book, "会議") == []
    assert titles(book, "acct:kohler") == []
    page(book, resource="accounts", accounts=(AccountFacts(external_id="ext-2", name="Köhler"),))
    assert titles(book, "kohler") == ["Köhler"]
    assert titles(book, "cafe") == ["Retention review"]


def test_one_customer_of_two_sources_is_one_answer(book: Store) -> None:
    sources.save(book, Source(name="hubspot", url="https://hub.test"))
    page(
        book,
        "hubspot",
        "accounts",
        accounts=(AccountFacts(external_id="h1", name="ACME Pumps Limited", domain="acme.test"),),
    )
    page(
        book,
        "hubspot",
        contacts=(
            ContactFacts(
                external_id="hp",
                account_external_id="h1",
                name="Kim Lindqvist",
                email="Kim.Lindqvist@acme.test",
            ),
        ),
        notes=(
            NoteFacts(
                external_id="hn",
                account_external_id="h1",
                subject="Kick-off",
                body="They want retention dashboards.\n\nCall back on Friday.",
                day="2026-11-02",
            ),
        ),
    )
    for name in ("vitally", "hubspot"):
        sources.finish_baseline(book, name)
    twins.match(book)
    kinds = [(hit.kind, hit.id, hit.title.text) for hit in found(book, "acme pump")]
    assert kinds[0] == ("account", 1, "Acme Pumps")
    assert [kind for kind, *_ in kinds].count("account") == 1
    assert [hit.id for hit in found(book, "limited")] == [1]
    assert len([hit for hit in found(book, "lindqvist") if hit.kind == "contact"]) == 1
    assert [hit.kind for hit in found(book, "dashboards")] == ["note"]
    assert {hit.kind for hit in found(book, "acct:limited friday")} == {"note"}


def test_a_person_of_a_gone_account_is_not_found(book: Store) -> None:
    page(book, resource="accounts", gone=("ext-1",))
    assert titles(book, "kim") == []


def test_few_answers_hold_every_kind(book: Store) -> None:
    many = tuple(AccountFacts(external_id=f"q{at}", name=f"Retention {at}") for at in range(30))
    page(book, resource="accounts", accounts=many)
    kinds = [hit.kind for hit in found(book, "retention", limit=10)]
    assert len(kinds) == 10
    assert {"account", "note", "task"} <= set(kinds)
    scores = [hit.score for hit in found(book, "retention", limit=10)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            '""',
            "'",
            '"acm',
            "AND",
            "OR",
            "NOT",
            "NEAR(a b)",
            "a*",
            "*",
            "^a",
            "title:x",
            "a:b",
        ),
        *(
            "(",
            ")",
            "-",
            "--",
            "acme AND",
            "{title} : x",
            "is:",
            "is:nonsense",
            "due:never",
            "tag:",
        ),
        *("acct:", 'acct:"', "\0", "a\0b", "\ud800", "é" * 500, "%", "_", "?1", "🎉", "😀😀", "ß"),
        *("x" * 5000, "from:\0", 'tag:"', "\ue000\ue001", "due:9999-12-31..", "due:<0001-01-01"),
    ],
)
def test_no_text_is_an_error(book: Store, text: str) -> None:
    # Until now nothing was asserted here: signs of the index's own language mean nothing typed,
    # and what remains of the words finds what those words find, no more.
    letters = {'"acm': "acm", "a*": "a", "^a": "a", "a\0b": "a b"}
    wanted = titles(book, letters[text]) if text in letters else []
    assert titles(book, text) == wanted
    assert (text in letters) == bool(wanted)


def test_words_of_the_indexs_own_language_are_words(book: Store) -> None:
    number, _ = add_note(
        book, RULES, AccountId(1), body="x AND y OR z NOT w", day=TODAY, today=TODAY
    )
    add_note(book, RULES, AccountId(1), body="x y z w", day=TODAY, today=TODAY)
    for text in ("AND", "OR", "x AND y", "NOT w", "z not"):
        assert [hit.id for hit in found(book, text)] == [number], text


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("+44 20 7946 0018", "020 7946 0018"),
        ("+44 20 7946 0018", "442079460018"),
        ("+44 20 7946 0018", "0018"),
        ("+442079460018", "020 7946 0018"),
        ("+442079460018", "7946 00"),
        ("020-7946.0018, 07700 900123", "7700900123"),
    ],
)
def test_a_person_is_found_by_the_digits_of_a_phone_number(
    book: Store, written: str, typed: str
) -> None:
    others = ContactFacts(
        external_id="p8", account_external_id="ext-1", name="Other", phone="+49 221 555 1234"
    )
    one = ContactFacts(
        external_id="p9", account_external_id="ext-1", name="Ola Rask", phone=written
    )
    page(book, contacts=(one, others))
    assert titles(book, typed)[:1] == ["Ola Rask"]
    assert "Other" not in titles(book, typed)
    page(book, contacts=(replace(one, phone=None),))
    assert titles(book, typed) == []


def test_what_is_pinned_is_found_by_that(book: Store) -> None:
    number, _ = add_note(book, RULES, AccountId(1), body="the plan", day=TODAY, today=TODAY)
    assert found(book, "is:pinned") == []
    pin(book, RULES, number)
    assert [hit.id for hit in found(book, "acct:acme is:pinned")] == [number]
    assert [hit.id for hit in found(book, "is:pinned plan")] == [number]
    assert found(book, "acct:zurich is:pinned") == []
    pin(book, RULES, number, pinned=False)
    assert found(book, "is:pinned") == []


@given(
    st.text(max_size=40) | st.from_regex(r'(is|due|tag|from|acct):["a-z<.+0-9]*', fullmatch=True)
)
@settings(max_examples=150)
def test_no_text_at_all_is_an_error(shared_book: Store, text: str) -> None:
    for hit in found(shared_book, text):
        assert 0 <= hit.score <= 1


@pytest.fixture(scope="module")
def shared_book(tmp_path_factory: pytest.TempPathFactory):
    from book import keys
    from book.profile import Profile

    profile = Profile(tmp_path_factory.mktemp("search") / "book")
    _, key = keys.make_key_file(profile, "keyring")
    store = Store.open(profile, key)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    page(store, resource="accounts", accounts=(AccountFacts(external_id="e", name="Acme é 会議"),))
    add_note(store, RULES, AccountId(1), body="some words, 会議 and 🎉🎉🎉", day=TODAY, today=TODAY)
    yield store
    store.close()


def test_an_emoji_is_found(book: Store) -> None:
    number, _ = add_note(book, RULES, AccountId(1), body="signed 🎉", day=TODAY, today=TODAY)
    assert [NoteId(hit.id) for hit in found(book, "🎉")] == [number]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Open** quarter", "Open quarter"),
        ("# Quarter and *half*", "Quarter and half"),
        ("a quarter `of` 2 * 3", "a quarter of 2 * 3"),
        ("* one quarter > two", "one quarter > two"),
        ("snake_case quarter~~gone~~", "snake_case quartergone"),
    ],
)
def test_a_snippet_is_read_without_the_signs_of_markdown(text: str, plain: str) -> None:
    found = unmarked(snippet(text, ["quarter"]))
    assert found.text == plain
    ((first, end),) = found.hits
    assert found.text[first:end].lower() == "quarter"
