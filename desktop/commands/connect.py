"""`satchel connect` and `disconnect`: the credentials of a source, in and out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from book import cursors, outbox, places, sources
from book.errors import Auth, Refused, Usage
from book.records import Source
from book.source_titles import title
from book.store import Store
from desktop import breaking_off, redaction
from desktop.browser import has_screen, open_browser
from desktop.commands.opened import named_profile, say_trouble
from desktop.output import one_line, plural, print_json, print_table, say
from desktop.secrets import Secrets, ask_unseen, at_terminal
from desktop.source_names import not_connected, source_named
from desktop.source_options import read_options
from desktop.unlock import open_with_secrets
from sync import connectors
from sync.connect import sign_in, test_connection
from sync.field_mapping import NOT_MAPPED
from sync.port import Connection, Question

_OF_THE_PULL: Final = ("url", "me_id", "options", "mapping")
"""What decides which records a pull reads; where one of these moves, it starts over."""

_HOSTS: Final = frozenset(("subdomain", "region", "sandbox"))
"""Options that say where a source is, in place of an address."""
_LINE: Final = 88
_CHOICES_SHOWN: Final = 8


def connect(said: Namespace) -> int:
    """Checks credentials against the source and keeps them; writes nothing there."""
    name = source_named(said.source)
    own: frozenset[str] = getattr(connectors.connector(name), "options", frozenset())
    options = read_options(name, said.option, own)
    store, secrets = open_with_secrets(named_profile(said))
    try:
        say_trouble(store.profile)
        known = sources.source(store, name)
        me = said.me or (known.me_email if known else None) or ""
        url = said.url or ("" if known is None or names_a_host(options) else known.url)
        # Connecting again with a new key says nothing again that was said before.
        if known is not None:
            # A secret that is piped in takes the place of a file that was named before.
            new = {"file": "", **options} if said.secret_stdin else options
            options = options_of_both(known, new)
        secret = _secret(name, url, options, from_stdin=said.secret_stdin)
        found = connect_source(store, secrets, name, url=url, me=me, options=options, secret=secret)
    finally:
        secrets.close()
        store.close()
    if said.json:
        print_json(_shape(found, me))
    else:
        _print_found(found, me, options)
    return 0


def connect_source(
    store: Store,
    secrets: Secrets,
    name: str,
    *,
    url: str,
    me: str,
    options: dict[str, str],
    secret: str,
) -> Connection:
    """Checks a source and keeps its row and its secret; replaces what stood there."""
    found = breaking_off.run(test_connection(name, url, me, options, secret))
    if me and found.me_id is None:
        raise Refused(
            f"Nobody in {title(name)} has the address {me}.",
            "Nothing was kept. Say --me with the address of your seat there.",
        )
    new = Source(
        name=name,
        url=found.url,
        me_email=me or None,
        me_id=found.me_id,
        options=options,
        mapping=dict(found.mapping),
        capabilities=dict(found.capabilities),
    )
    places.check(store, new)
    with kept(secrets, name, secret):
        save_source(store, new, secret)
    return found


def save_source(store: Store, new: Source, secret: str = "") -> None:
    """Keeps a source's row; where what decides the pull moved, the pull starts over.

    With the secret it was looked at with, which place that opens is not asked again.
    """
    old = sources.source(store, new.name)
    if old is not None and all(getattr(old, one) == getattr(new, one) for one in _OF_THE_PULL):
        new = replace(new, last_success=old.last_success, baseline_at=old.baseline_at)
    else:
        cursors.clear(store, new.name)
    sources.save(store, new, secret)


@contextmanager
def kept(secrets: Secrets, name: str, secret: str) -> Iterator[None]:
    """Keeps a secret first; where the book then cannot be written, what stood there is back."""
    before = secrets.get([name]).get(name)
    secrets.keep(name, secret)
    try:
        yield
    except BaseException:
        if before is None:
            secrets.drop([name])
        else:
            secrets.keep(name, before)
        raise


def disconnect(said: Namespace) -> int:
    """Removes the credentials of a source, and with --forget what was cached from it."""
    name = said.source.strip().lower()
    store, secrets = open_with_secrets(named_profile(said))
    try:
        say_trouble(store.profile)
        connected = sources.source(store, name) is not None
        if not connected and not (said.forget and sources.left_rows(store, name)):
            # The connector of one that is connected may be gone; its credentials still can go.
            raise not_connected(said.source)
        # The book first: one that cannot be written leaves the connection whole.
        changed = sources.forget(store, name, rows=said.forget)
        unsent = sum(entry.source == name for entry in outbox.entries(store))
        secrets.drop([name])
    finally:
        secrets.close()
        store.close()
    removed = {kind: len(found) for kind, found in changed.ids.items()}
    if said.json:
        print_json({"source": name, "ok": True, "removed": removed, "unsent": unsent})
        return 0
    print(f"{title(name)} is disconnected; its credentials are gone from this laptop.")
    if unsent:
        stay = plural(
            unsent,
            "entry of the outbox waits for it and stays here; “satchel outbox” lists it.",
            "entries of the outbox wait for it and stay here; “satchel outbox” lists them.",
        )
        print(stay)
    if said.forget:
        print(f"Removed {plural(sum(removed.values()), 'cached row', 'cached rows')}.")
    else:
        print("What was read from it stays. “--forget” would remove that too.")
    return 0


def options_of_both(known: Source, options: Mapping[str, str]) -> dict[str, str]:
    """What was said of a source before and what is said now; an empty one is taken back."""
    both = {**known.options, **options}
    return {key: value for key, value in both.items() if value}


def names_a_host(options: Mapping[str, str]) -> bool:
    """Whether options say where a source is, so that an address of old is not meant."""
    return not _HOSTS.isdisjoint(options)


def _secret(name: str, url: str, options: dict[str, str], *, from_stdin: bool) -> str:
    kind: Any = connectors.connector(name)
    stand_in: str | None = getattr(kind, "stand_in_secret", lambda _: None)(options)
    if stand_in is not None:
        return stand_in  # such as a calendar's file: there is nothing to ask for
    if from_stdin:
        secret = sys.stdin.read().strip() if sys.stdin is not None else ""
    elif hasattr(kind, "sign_in") and (at_terminal() or has_screen()):
        secret = breaking_off.run(sign_in(name, url, options, open_browser=open_browser))
    elif at_terminal():
        _explain(getattr(kind, "connect_words", ""))
        called = getattr(kind, "secret_name", "secret")
        secret = ask_unseen(f"{title(name)} {called} (not shown): ").strip()
    elif hasattr(kind, "sign_in"):
        raise Usage(
            f"There is neither a terminal nor a screen to sign in to {title(name)} with.",
            "Sign in where there is one (--option client-id=KEY names the app of your org), or"
            " add --secret-stdin and pipe an access token in.",
        )
    else:
        raise Usage(
            "There is no terminal to ask for the secret.",
            "Add --secret-stdin and pipe it in; never write it on the command line.",
        )
    if not secret:
        raise Auth("The secret is empty.", "Nothing was changed. Paste the key and try again.")
    redaction.hide(secret)
    return secret


def _explain(words: str) -> None:
    """Says where the secret is got from, before it is asked for."""
    from textwrap import fill

    if words:
        say(fill(words, _LINE))


def _shape(found: Connection, me: str) -> dict[str, Any]:
    return {
        "source": found.source,
        "ok": True,
        "url": found.url,
        "me": {"id": found.me_id, "name": found.me_name, "email": me} if found.me_id else None,
        "capabilities": dict(found.capabilities),
        "mapping": dict(found.mapping),
        "guessed": list(found.guessed),
        "fields": [
            {"model": field.model, "path": field.path, "label": field.label, "type": field.type}
            for field in found.fields
        ],
        "questions": msgspec.to_builtins(found.questions),
        "in_book": found.in_book,
        "looked_at": found.looked_at,
        "counted_all": found.counted_all,
    }


def _print_found(found: Connection, me: str, options: dict[str, str]) -> None:
    address = f" ({me})" if me else ""
    whose = f", as {found.me_name}{address}" if found.me_id else ""
    print(f"{title(found.source)} is connected at {found.url}{whose}.")
    book = options.get("book", "mine")
    counted = plural(found.in_book, "account", "accounts")
    whole = "" if found.counted_all else f" of the first {found.looked_at:,} looked at"
    # A source without accounts has its own words for what it found.
    own = found.capabilities.get("told")
    print(own or f"Your book there ({book}): {counted}{whole}.")
    for right in _named(found, "missing_scopes"):
        print(f"The key lacks the right {right}: what needs it will be missing.")
    for kind in _named(found, "missing"):
        print(f"You may not see {kind} there: what is told by it will be missing.")
    if found.capabilities.get("write_warning"):
        print(found.capabilities["write_warning"])
    if options.get("read-only") == "true":
        print("It is read only: nothing is ever sent there.")
    if found.mapping:
        print("Fields:")
        print_table(
            [
                ("", fact.removesuffix("_cents").replace("_", " "), path, _origin(found, fact))
                for fact, path in sorted(found.mapping.items())
            ]
        )
    for question in found.questions:
        if not question.answer and options.get(question.key) != NOT_MAPPED:
            print(_open_words(question))
    print("Next: “satchel sync”.")


def _open_words(question: Question) -> str:
    """A question that nobody answered, with the option that does."""
    known = ", ".join(one_line(choice.label) for choice in question.choices[:_CHOICES_SHOWN])
    more = len(question.choices) - _CHOICES_SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"Not told: {question.label}. “--option {question.key}=…” says it: {known}{rest}."


def _named(found: Connection, capability: str) -> list[str]:
    """What a capability lists: rights, or kinds of record."""
    named = str(found.capabilities.get(capability) or "")
    return [one.strip() for one in named.split(",") if one.strip()]


def _origin(found: Connection, fact: str) -> str:
    return "guessed from its label" if fact in found.guessed else ""
