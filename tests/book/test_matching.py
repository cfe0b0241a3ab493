"""Which accounts of several sources are taken for the same customer."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from book.matching import Face, Match, in_doubt, matches

NOBODY: frozenset[tuple[int, int]] = frozenset()


def face(number, source, name="Pine", *, domain=None, ids=("", None), shown_with=None, here=True):
    return Face(
        id=number,
        source=source,
        external_id=ids[0] or f"{source}-{number}",
        org_id=ids[1],
        domain=domain,
        name=name,
        shown_with=shown_with,
        in_book=here,
    )


def test_an_id_that_both_keep_tells_most():
    faces = [
        face(1, "vitally", "Pine Hollow", ids=("v-1", "org-7")),
        face(2, "salesforce", "Something else", ids=("org-7", None), domain="other.example"),
    ]
    assert matches(faces, NOBODY) == [Match(2, 1, "id")]


def test_numbers_and_ids_that_only_look_alike_tell_nothing():
    one = face(1, "vitally", "Pine", ids=("v-1", "9001"))
    assert matches([one, face(2, "hubspot", "Oak", ids=("9001", None))], NOBODY) == []
    one = face(1, "vitally", "Pine", ids=("acc-1", None))
    assert matches([one, face(2, "hubspot", "Oak", ids=("acc-1", None))], NOBODY) == []


def test_an_id_of_salesforce_is_the_same_in_its_short_and_its_long_form():
    short, long = "0015g00000HpHpH", "0015g00000HpHpHAAV"
    account = face(1, "salesforce", "Pine", ids=(long, None))
    copied = face(2, "vitally", "Other", ids=("v-2", short))
    assert matches([account, copied], frozenset()) == [Match(2, 1, "id")]
    assert in_doubt(account, [(copied, "id")]) == frozenset()
    # Its case counts: this is another account's, in whatever length it is written.
    another = face(2, "vitally", "Other", ids=("v-2", "0015g00000hphph"))
    assert matches([account, another], frozenset()) == []
    # What only looks like one, and is none of Salesforce's accounts, stays as it is.
    whole = face(1, "hubspot", "Pine", ids=("9915g00000HpHpHAAV", None))
    cut = face(2, "vitally", "Other", ids=("v-2", "9915g00000HpHpH"))
    assert matches([whole, cut], frozenset()) == []


def test_a_domain_tells_however_it_is_written():
    faces = [
        face(1, "hubspot", "Pine", domain="https://www.Pine.example/about"),
        face(2, "salesforce", "Pine Holding", domain="pine.example"),
    ]
    assert matches(faces, NOBODY) == [Match(2, 1, "domain")]


def test_a_name_tells_without_its_legal_form_unless_the_domains_differ():
    one, two = face(1, "hubspot", "Pine  Hollow Ltd."), face(2, "salesforce", "pine hollow")
    assert matches([one, two], NOBODY) == [Match(2, 1, "name")]
    here = face(1, "hubspot", "Pine", domain="pine.example")
    there = face(2, "salesforce", "Pine", domain="pine.test")
    assert matches([here, there], NOBODY) == []


def test_two_of_one_source_with_the_same_sign_are_matched_with_nobody():
    faces = [
        face(1, "hubspot", "A", domain="pine.example"),
        face(2, "hubspot", "B", domain="pine.example"),
        face(3, "salesforce", "C", domain="pine.example"),
    ]
    assert matches(faces, NOBODY) == []


def test_what_a_person_parted_and_what_left_the_book_stays_alone():
    pair = [face(1, "hubspot"), face(2, "salesforce")]
    assert matches(pair, frozenset({(1, 2)})) == []
    assert matches([face(1, "hubspot"), face(2, "salesforce", here=False)], NOBODY) == []


def test_three_sources_make_one_group_and_a_standing_one_grows():
    faces = [face(n, source) for n, source in enumerate(("vitally", "hubspot", "salesforce"), 1)]
    assert matches(faces, NOBODY) == [Match(2, 1, "name"), Match(3, 1, "name")]
    faces[1] = face(2, "hubspot", shown_with=1)
    assert matches(faces, NOBODY) == [Match(3, 1, "name")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["vitally", "hubspot", "salesforce"]),
            st.sampled_from(["Pine", "Oak", "Elm", "pine ltd"]),
            st.sampled_from([None, "pine.example", "oak.example"]),
            st.sampled_from([None, "org-1", "org-2"]),
            st.booleans(),
        ),
        max_size=9,
    )
)
def test_a_group_never_holds_two_accounts_of_one_source(rows):
    faces = [
        face(n, source, name, domain=domain, ids=("", org), here=here)
        for n, (source, name, domain, org, here) in enumerate(rows, 1)
    ]
    leaders = {one.id: one.id for one in faces}
    for found in matches(faces, NOBODY):
        assert leaders[found.twin] == found.twin and leaders[found.leader] == found.leader
        for number, leader in leaders.items():
            if leader == found.twin:
                leaders[number] = found.leader
    for one, other in itertools.combinations(faces, 2):
        if leaders[one.id] == leaders[other.id]:
            assert one.source != other.source
            assert one.in_book and other.in_book


def test_a_match_is_in_doubt_once_no_sign_speaks_for_it():
    lead = face(1, "vitally", "Pine", domain="pine.example", ids=("v-1", "org-1"))
    for how in ("id", "domain", "name"):
        for still in (
            {"domain": "pine.example"},
            {"name": "pine ltd"},
            {"ids": ("org-1", None), "domain": "oak.example"},
        ):
            twin = face(2, "hubspot", **{"name": "Oak", **still})
            assert in_doubt(lead, [(twin, how)]) == frozenset(), (how, still)
        other = face(2, "hubspot", "Oak", domain="oak.example")
        assert in_doubt(lead, [(other, how)]) == {2}
        contradicted = face(2, "hubspot", "Pine", domain="pine.test")
        assert in_doubt(lead, [(contradicted, how)]) == {2}, "one name, and two domains say no"


def test_what_a_person_said_is_never_in_doubt_and_speaks_for_others():
    lead, other = face(1, "vitally", "Pine"), face(2, "hubspot", "Oak")
    third = face(3, "salesforce", "oak", domain="oak.example")
    assert in_doubt(lead, [(other, "hand")]) == frozenset()
    assert in_doubt(lead, [(other, "hand"), (third, "name")]) == frozenset()
    assert in_doubt(lead, [(other, "domain"), (third, "name")]) == {2, 3}
    joins = face(2, "hubspot", "Pine", domain="oak.example")
    assert in_doubt(lead, [(third, "domain"), (joins, "name")]) == frozenset()


def test_a_domain_that_everybody_gives_tells_nothing():
    for domain in ("gmail.com", "https://www.linkedin.com/company/pine"):
        one, two = face(1, "hubspot", "A", domain=domain), face(2, "salesforce", "B", domain=domain)
        assert matches([one, two], NOBODY) == []


def test_what_a_person_parted_is_not_brought_together_by_a_third():
    three = [
        face(1, "vitally", "V", domain="pine.example"),
        face(2, "hubspot", "H", domain="pine.example"),
        face(3, "salesforce", "S", domain="pine.example"),
    ]
    found = matches(three, frozenset({(1, 2)}))
    assert len(found) == 1
    grown = [three[0], three[1], face(3, "salesforce", "S", shown_with=2)]
    grown[0] = face(1, "vitally", "S", domain=None)
    assert matches(grown, frozenset({(2, 1)})) == []
    assert matches(grown, frozenset({(3, 1)})) == [], "nor one that is shown with another by now"


def test_of_two_that_fit_one_customer_the_same_comes_along_in_whatever_order_they_came():
    def partner(first, second):
        domains = {"h-1": "pine.example", "h-2": "oak.example"}
        faces = [
            face(1, "vitally", "V", domain="pine.example", ids=("v-1", "s-1")),
            face(2, "salesforce", "S", domain="oak.example", ids=("s-1", None)),
            face(3, "hubspot", first, domain=domains[first], ids=(first, None)),
            face(4, "hubspot", second, domain=domains[second], ids=(second, None)),
        ]
        faces = [faces[2], faces[3], faces[0], faces[1]] if first == "h-2" else faces
        (found,) = (one for one in matches(faces, NOBODY) if one.how == "domain")
        return {3: first, 4: second}[max(found.twin, found.leader)]

    assert partner("h-1", "h-2") == partner("h-2", "h-1")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["vitally", "hubspot", "salesforce"]),
        st.sampled_from(["Pine", "Oak", "Elm"]),
        st.sampled_from([None, "pine.example", "oak.example", "elm.example"]),
        st.sampled_from([None, "vitally-x1", "hubspot-x2", "salesforce-x3", "org-1"]),
    ),
    max_size=8,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_who_comes_together_does_not_depend_on_who_was_known_first(rows, dice):
    def groups(order):
        faces = [
            face(n, rows[at][0], rows[at][1], domain=rows[at][2],
                 ids=(f"{rows[at][0]}-x{at}", rows[at][3]))
            for n, at in enumerate(order, 1)
        ]  # fmt: skip
        leaders = {one.id: one.id for one in faces}
        for found in matches(faces, NOBODY):
            leaders[found.twin] = found.leader
        at = dict(enumerate(order, 1))
        together: dict[int, set[int]] = {}
        for number, leader in leaders.items():
            together.setdefault(leader, set()).add(at[number])
        assert all(min(at) == leader for leader, at in _by_leader(leaders).items())
        return {frozenset(group) for group in together.values()}

    first = list(range(len(rows)))
    other = list(first)
    dice.shuffle(other)
    assert groups(first) == groups(other)


def _by_leader(leaders):
    found: dict[int, set[int]] = {}
    for number, leader in leaders.items():
        found.setdefault(leader, set()).add(number)
    return found
