"""Sentences, plurals, money, counts, ages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

import pytest
from PySide6.QtCore import QLocale

from ui import speech, words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def speaking() -> Iterator[pytest.MonkeyPatch]:
    """Whatever a test sets as locale or language is undone."""
    before = QLocale()
    yield pytest.MonkeyPatch()
    QLocale.setDefault(before)
    speech.locale.cache_clear()
    words.use(NullTranslations())


def use_locale(name: str) -> None:
    QLocale.setDefault(QLocale(name))
    speech.locale.cache_clear()


class Backwards(NullTranslations):
    """A language with three plural forms, spelt backwards."""

    def gettext(self, message: str) -> str:
        return {"{n} of {total} match": "{total} ← {n}"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ("{n} uno", "{n} duo", "{n} multi")[min(n, 3) - 1] if n else msgid2


def test_a_sentence_is_filled_by_name() -> None:
    assert words.say("{shown} of {total}", shown=3, total=104) == "3 of 104"


def test_braces_without_values_are_left_alone() -> None:
    assert words.say("a {brace}") == "a {brace}"


def test_a_value_may_be_called_text() -> None:
    assert words.say("The filter is “{text}”.", text="alder") == "The filter is “alder”."


@pytest.mark.parametrize(
    ("n", "told"),
    [(0, "0 accounts"), (1, "1 account"), (2, "2 accounts"), (1204, "1,204 accounts")],
)
def test_plural(n: int, told: str) -> None:
    assert words.plural(n, "{n} account", "{n} accounts") == told


def test_another_language_uses_its_own_forms(speaking: object) -> None:
    words.use(Backwards())
    assert words.say("{n} of {total} match", n=1, total=9) == "9 ← 1"
    assert [words.plural(n, "{n} a", "{n} b") for n in (1, 2, 7)] == ["1 uno", "2 duo", "7 multi"]


@pytest.mark.parametrize(
    ("cents", "currency", "told"),
    [
        (6_408_000, "USD", "$64,080"),
        (0, "USD", "$0"),
        (None, "USD", "none"),
        (-6_408_000, "USD", "−$64,080"),
        (149, "USD", "$1"),
        (150, "USD", "$2"),
        (-150, "USD", "−$2"),
        (100_000, "CHF", "CHF\N{NO-BREAK SPACE}1,000"),
        (100_000, "GBP", "£1,000"),
    ],
)
def test_money_in_whole_units(cents: int | None, currency: str, told: str) -> None:
    assert words.money(cents, currency) == told


def test_money_to_the_cent_where_there_are_cents() -> None:
    assert words.money(123_456, exact=True) == "$1,234.56"
    assert words.money(123_400, exact=True) == "$1,234"


def test_a_book_of_several_currencies_shows_their_codes() -> None:
    assert words.money(6_408_000, "USD", code=True) == "USD\N{NO-BREAK SPACE}64,080"


def test_money_and_counts_follow_the_locale(speaking: object) -> None:
    use_locale("de_DE")
    assert words.money(6_408_000, "EUR") == "64.080\N{NO-BREAK SPACE}€"
    assert words.count(1204) == "1.204"
    assert words.number(5.8) == "5,8"


def test_without_a_locale_figures_are_still_grouped(speaking: object) -> None:
    use_locale("C")
    assert words.count(64_080) == "64,080"


@pytest.mark.parametrize(
    ("value", "told"), [(5.8, "5.8"), (6.0, "6"), (5.84, "5.8"), (0.0, "0"), (10.0, "10")]
)
def test_a_figure_has_no_decimals_it_does_not_need(value: float, told: str) -> None:
    assert words.number(value) == told


@pytest.mark.parametrize(
    ("old", "told"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=13, hours=23), "13 d"),
        (timedelta(days=22), "2 Nov"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_the_age_of_a_fact(old: timedelta, told: str) -> None:
    assert words.age(NOW - old, NOW) == told


def test_what_never_was_has_no_age() -> None:
    assert words.age(None, NOW) == "never"


def test_a_moment_names_today_and_else_its_day() -> None:
    assert words.moment_words(NOW, NOW).startswith("today ")
    assert words.moment_words(NOW - timedelta(days=1), NOW).startswith("Mon 23 Nov ")


@pytest.mark.parametrize(
    ("name", "told"),
    [("vitally", "Vitally"), ("hubspot", "HubSpot"), ("acme", "Acme"), ("", "")],
)
def test_a_source_is_written_as_its_makers_write_it(name: str, told: str) -> None:
    assert words.source_name(name) == told
