"""The same task carried into two sources by an integration: what is one, and what is not."""

from __future__ import annotations

from book.doubles import Candidate, contacts_once, pairs, plain
from book.records import AccountId, Contact, ContactId

ORDER = ["vitally", "hubspot", "salesforce"]
HOME = AccountId(1)
NOBODY: frozenset[tuple[int, str]] = frozenset()


def one(number, source, sign="docs", *, may_hide=True):
    return Candidate(number, source, sign, may_hide)


def kept(*found, taken=NOBODY):
    hidden = {pair.copy for pair in pairs(found, ORDER, taken)}
    return [each.id for each in found if each.id not in hidden]


def test_a_copy_of_a_later_source_is_hidden_whatever_order_they_are_read_in():
    assert kept(one(1, "hubspot"), one(2, "vitally")) == [2]


def test_one_task_hides_one_copy_and_not_a_second_task_of_the_same_words():
    assert kept(one(1, "vitally"), one(2, "hubspot"), one(3, "hubspot")) == [1, 3]
    assert kept(one(1, "vitally"), one(2, "vitally"), one(3, "hubspot")) == [1, 2]
    assert kept(one(1, "vitally"), one(2, "hubspot"), one(3, "hubspot"), one(4, "salesforce"),
                one(5, "salesforce")) == [1, 3]  # fmt: skip


def test_what_has_a_copy_in_a_source_already_hides_no_second_one_of_it():
    taken = frozenset({(1, "hubspot")})
    assert kept(one(1, "vitally"), one(2, "hubspot"), taken=taken) == [1, 2]
    assert kept(one(1, "vitally"), one(2, "salesforce"), taken=taken) == [1]


def test_work_of_mine_that_nobody_confirmed_yet_is_never_hidden():
    assert kept(one(1, "vitally"), one(2, "hubspot", may_hide=False)) == [1, 2]
    assert kept(one(1, "vitally", may_hide=False), one(2, "hubspot")) == [1]


def test_a_source_let_go_still_repeats_and_another_sign_is_another_task():
    assert kept(one(1, "gone by now"), one(2, "hubspot")) == [2]
    assert kept(one(1, "vitally"), one(2, "hubspot", "bill")) == [1, 2]


def test_letters_and_blanks_make_no_other_task():
    assert plain("send  the\tDOCS \n") == plain("Send the docs") != plain("Send the doc")
    assert plain(None) == ""


def test_people_are_told_by_their_address():
    eve, again, bob = (
        Contact(
            id=ContactId(number),
            account_id=HOME,
            source=source,
            external_id=f"c-{number}",
            name="Eve",
            email=email,
            role=None,
            last_seen=None,
        )
        for number, source, email in (
            (1, "vitally", "eve@pine.example"),
            (2, "hubspot", "Eve@Pine.example"),
            (3, "hubspot", None),
        )
    )
    assert contacts_once([eve, again, bob], ORDER) == [eve, bob]
    assert contacts_once([again, bob, eve], ORDER) == [bob, eve]
