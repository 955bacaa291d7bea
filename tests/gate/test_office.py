"""Accounts, roles, deputies, absence, conflicts, keys: each safeguard, tried around."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate import office, reading, registration
from safeconduct.gate.errors import Forbidden, NotFound, Refused
from safeconduct.policy.actor import Actor
from safeconduct.policy.apart import kept_apart
from safeconduct.policy.models import Account
from safeconduct.policy.permissions import Denied, Permission, must
from safeconduct.policy.signin import digest, sign_in
from tests.gate.place import DAY, Api, Gate
from tests.gate.test_registration import received

LATER = DAY + timedelta(days=1)


def person(node: Gate, name: str, *roles: Role) -> str:
    """An account that the operator opened."""
    return office.open_account(node.actor("operator"), name, roles, account=name)


def key(node: Gate, name: str, role: Role, deputy_of: str = "") -> str:
    return office.give_key(node.actor("operator"), name, role, deputy_of=deputy_of)


def signed_in(node: Gate, secret: str) -> Actor:
    found = sign_in(secret, node.clock.day)
    assert found is not None
    return found


def as_deputy(node: Gate, deputy: str, account: str, role: Role) -> Actor:
    """`deputy` signed in for `account`, which is away today."""
    office.name_deputy(node.actor("operator"), account, deputy, role, DAY)
    office.state_absence(node.actor("operator"), account, DAY, LATER)
    return signed_in(node, key(node, deputy, role, account))


def test_every_change_is_an_event_of_the_office_file(node: Gate) -> None:
    person(node, "anna", "clerk")
    person(node, "ben", "magistrate")
    operator = node.actor("operator")
    office.give_role(operator, "anna", "second-signer")
    office.name_deputy(operator, "ben", "anna", "magistrate", DAY)
    office.state_absence(operator, "ben", DAY)
    office.state_conflict(node.actor("magistrate", "ben"), "someone", "my cousin")
    secret = key(node, "anna", "clerk")
    office.close_account(operator, "ben", "left")
    events = reading.events(reading.OFFICE)
    kinds = [type(event).__name__ for event in events]
    assert kinds == [
        "CaseOpened", "AccountOpened", "AccountOpened", "AccountOpened", "DeputyNamed",
        "AbsenceStated", "ConflictStated", "Noted", "AccountClosed",
    ]  # fmt: skip
    assert isinstance(events[3], ev.AccountOpened)
    assert events[3].roles == ("clerk", "second-signer")
    assert all(secret not in str(event) for event in events), "a key is nowhere but with its holder"
    assert {w.actor for w in reading.read(reading.OFFICE)} == {"operator", "ben"}


@pytest.mark.parametrize("role", ["clerk", "magistrate", "asylum-officer", "overseer", "observer"])
def test_only_the_operator_opens_accounts_and_gives_roles(node: Gate, role: Role) -> None:
    person(node, "anna", "clerk")
    who = node.actor(role)
    with pytest.raises(Denied):
        office.open_account(who, "eve", ("magistrate",))
    with pytest.raises(Denied):
        office.give_role(who, "anna", "magistrate")
    with pytest.raises(Denied):
        office.give_key(who, "anna", "clerk")
    assert len(reading.events(reading.OFFICE)) == 2


def test_the_operator_gives_themselves_nothing(node: Gate) -> None:
    operator = node.actor("operator")
    with pytest.raises(Forbidden, match="their own account"):
        office.give_role(operator, "operator", "magistrate")
    with pytest.raises(Forbidden, match="their own account"):
        office.give_key(operator, "operator", "operator")
    person(node, "anna", "magistrate")
    with pytest.raises(Forbidden, match="names themselves"):
        office.name_deputy(operator, "anna", "operator", "magistrate", DAY)
    # A second operator is no way round: the role goes with no other, lent ones included.
    person(node, "otto", "operator")
    second = node.actor("operator", "otto")
    with pytest.raises(Refused, match="no other role"):
        office.give_role(second, "operator", "magistrate")
    with pytest.raises(Refused, match="no other role"):
        office.name_deputy(second, "anna", "operator", "magistrate", DAY)


def test_a_key_that_holds_is_not_made_a_second_time_behind_its_holders_back(node: Gate) -> None:
    person(node, "anna", "clerk")
    old = key(node, "anna", "clerk")
    with pytest.raises(Refused, match="has a key"):
        key(node, "anna", "clerk")
    new = office.renew_key(signed_in(node, old), old)
    assert sign_in(old, DAY) is None
    assert signed_in(node, new).account == "anna"
    person(node, "eve", "clerk")
    with pytest.raises(NotFound):
        office.renew_key(node.actor("clerk", "eve"), new)


def test_revoked_ended_closed_nobody_signs_in(node: Gate) -> None:
    operator = node.actor("operator")
    for name in ("anna", "ben", "carl"):
        person(node, name, "clerk")
    anna, ben, carl = (key(node, name, "clerk") for name in ("anna", "ben", "carl"))
    actors = [signed_in(node, secret) for secret in (ben, carl)]
    office.revoke_key(operator, "anna", digest(anna)[: office.KEY_NAME])
    office.end_role(operator, "ben", "clerk")
    office.close_account(node.actor("overseer"), "carl", "no longer here")
    for secret in (anna, ben, carl):
        assert sign_in(secret, DAY) is None
    # Whoever was in already is out as well.
    for who in actors:
        with pytest.raises(Denied, match="today"):
            must(who, Permission.REQUEST_WRITE)


def test_a_mandate_that_runs_out_in_the_middle(node: Gate) -> None:
    person(node, "anna")
    office.give_role(node.actor("operator"), "anna", "clerk", DAY, LATER)
    secret = key(node, "anna", "clerk")
    anna = signed_in(node, secret)
    case = registration.open_case(anna, "Bank data for KZ")
    node.clock.day = LATER
    assert sign_in(secret, LATER) is None
    with pytest.raises(Denied, match="today"):
        registration.register(anna, case, received())


def test_somebody_can_always_open_accounts_and_watch(node: Gate) -> None:
    with pytest.raises(Refused, match="last operator"):
        office.close_account(node.actor("overseer"), "operator", "gone")
    person(node, "otto", "operator")
    office.close_account(node.actor("operator", "otto"), "operator", "gone")
    with pytest.raises(Refused, match="last overseer"):
        office.end_role(node.actor("operator", "otto"), "overseer", "overseer")


@pytest.mark.parametrize(
    "roles",
    [
        ("operator", "clerk"), ("overseer", "magistrate"), ("overseer", "operator"),
        ("asylum-officer", "magistrate"), ("asylum-officer", "clerk"),
        ("asylum-officer", "second-signer"), ("asylum-officer", "police-officer"),
        ("police-officer", "clerk"), ("court", "magistrate"), ("observer", "magistrate"),
        ("defence", "clerk"), ("defence", "asylum-officer"), ("requesting-state",), ("public",),
    ],
)  # fmt: skip
def test_roles_that_are_kept_apart(roles: tuple[Role, ...]) -> None:
    assert kept_apart(roles)
    assert kept_apart(reversed(roles))
    assert kept_apart(("clerk", "magistrate", "second-signer")) is None
    assert kept_apart(("clerk", "clerk")) is None


def test_roles_are_kept_apart_whichever_way_they_come(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "magistrate")
    with pytest.raises(Refused, match="does not go with"):
        office.open_account(operator, "eve", ("asylum-officer", "clerk"), register="asylum")
    with pytest.raises(Refused, match="belongs to a register"):
        office.open_account(operator, "eve", ("asylum-officer",))
    office.open_account(operator, "ida", ("asylum-officer",), account="ida", register="asylum")
    with pytest.raises(Refused, match="does not go with"):
        office.give_role(operator, "ida", "magistrate")
    with pytest.raises(Refused, match="does not go with"):
        office.name_deputy(operator, "anna", "ida", "magistrate", DAY)
    # Lent first, given later.
    person(node, "ben")
    office.name_deputy(operator, "ida", "ben", "asylum-officer", DAY)
    with pytest.raises(Refused, match="does not go with"):
        office.give_role(operator, "ben", "clerk")
    assert not Account.objects.filter(called="eve").exists(), "nothing is left of a refusal"


def test_a_deputy_acts_only_while_the_other_is_away(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk")
    person(node, "ben")
    office.name_deputy(operator, "anna", "ben", "clerk", DAY, DAY + timedelta(days=10))
    secret = key(node, "ben", "clerk", "anna")
    assert sign_in(secret, DAY) is None, "anna is there"
    office.state_absence(node.actor("clerk", "anna"), "anna", DAY, DAY + timedelta(days=20))
    ben = signed_in(node, secret)
    assert (ben.account, ben.deputy_of, ben.role) == ("ben", "anna", "clerk")
    case = registration.open_case(ben, "Bank data for KZ")
    assert reading.read(case)[0].actor == "ben for anna"
    assert sign_in(secret, DAY - timedelta(days=1)) is None, "not yet"
    node.clock.day = DAY + timedelta(days=10)
    assert sign_in(secret, node.clock.day) is None, "named no longer"
    with pytest.raises(Denied, match="today"):
        registration.register(ben, case, received())
    node.clock.day = DAY
    office.end_absence(node.actor("clerk", "anna"), "anna")
    assert sign_in(secret, DAY) is None, "anna is back"


@pytest.mark.parametrize("how", ["role", "closed", "deputy"])
def test_a_deputy_has_what_the_other_has_and_no_longer(node: Gate, how: str) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk")
    person(node, "ben")
    ben = as_deputy(node, "ben", "anna", "clerk")
    must(ben, Permission.REQUEST_WRITE)
    with pytest.raises(Denied):
        must(ben, Permission.DECISION_WRITE)
    if how == "role":
        office.end_role(operator, "anna", "clerk")
    elif how == "closed":
        office.close_account(operator, "anna", "left")
    else:
        office.end_deputy(operator, "anna", "ben", "clerk")
    with pytest.raises(Denied, match="today"):
        must(ben, Permission.REQUEST_WRITE)


def test_deputies_have_no_deputies(node: Gate) -> None:
    operator = node.actor("operator")
    for name in ("anna", "ben", "carl"):
        person(node, name)
    office.give_role(operator, "anna", "clerk")
    as_deputy(node, "ben", "anna", "clerk")
    with pytest.raises(Refused, match="deputies have no deputies"):
        office.name_deputy(operator, "ben", "carl", "clerk", DAY)


def test_nobody_names_themselves_and_nobody_says_that_another_is_away(node: Gate) -> None:
    person(node, "anna", "clerk")
    person(node, "ben")
    with pytest.raises(Denied):
        office.name_deputy(node.actor("clerk", "anna"), "anna", "ben", "clerk", DAY)
    with pytest.raises(Refused, match="own deputy"):
        office.name_deputy(node.actor("operator"), "anna", "anna", "clerk", DAY)
    with pytest.raises(Forbidden):
        office.name_deputy(node.actor("overseer"), "anna", "overseer", "clerk", DAY)
    person(node, "eve", "clerk")
    with pytest.raises(Denied):
        office.state_absence(node.actor("clerk", "eve"), "anna", DAY)
    ben = as_deputy(node, "ben", "anna", "clerk")
    with pytest.raises(Denied):
        office.state_absence(ben, "anna", DAY)


def test_a_deputy_counts_as_both_persons_where_two_are_needed(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk", "second-signer")
    person(node, "ben", "second-signer")
    anna = node.actor("clerk", "anna")
    case = registration.open_case(anna, "Bank data for KZ")
    hers = registration.register(anna, case, received())
    ben = as_deputy(node, "ben", "anna", "clerk")
    # For the registrar, by the registrar's deputy.
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(ben, case, hers, "seen")
    # In the registrar's place, by the deputy in their own right, and by the registrar.
    his = registration.register(ben, case, received())
    for who in (node.actor("second-signer", "ben"), node.actor("second-signer", "anna")):
        with pytest.raises(Forbidden, match="second person"):
            registration.confirm(who, case, his, "seen")
    registration.confirm(node.actor("second-signer"), case, his, "seen")
    # Two of the registrar's deputies are no second person either.
    person(node, "carl")
    office.name_deputy(operator, "anna", "carl", "second-signer", DAY)
    third = registration.register(ben, case, received())
    carl = signed_in(node, key(node, "carl", "second-signer", "anna"))
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(carl, case, third, "seen")


def test_a_conflict_keeps_one_away_from_case_request_and_person(node: Gate) -> None:
    person(node, "anna", "clerk", "magistrate")
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Bank data for KZ")
    request = registration.register(clerk, case, received())
    other = registration.open_case(clerk, "Another matter")
    office.state_conflict(node.actor("clerk", "anna"), request, "my brother's bank")
    for role in ("clerk", "magistrate"):
        anna = node.actor(role, "anna")
        # As if it were not there: more would tell what is in the case.
        with pytest.raises(NotFound, match=f"there is no case '{case}'"):
            registration.register(anna, case, received())
        with pytest.raises(Denied):
            must(anna, Permission.REQUEST_READ, request)
        registration.register(anna, other, received())
    # Neither does their deputy act in it, nor do they as another's deputy.
    person(node, "ben")
    deputy = as_deputy(node, "ben", "anna", "clerk")
    with pytest.raises(NotFound):
        registration.register(deputy, case, received())
    person(node, "carl", "clerk")
    stand_in = as_deputy(node, "anna", "carl", "clerk")
    with pytest.raises(NotFound):
        registration.register(stand_in, case, received())


def test_whether_there_is_what_a_conflict_names_is_not_said(node: Gate) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Bank data for KZ")
    person(node, "anna", "clerk")
    anna = node.actor("clerk", "anna")
    for of in (case, "nothing-of-the-kind"):
        office.state_conflict(anna, of, "a cousin")
    said = reading.events(reading.OFFICE)[-2:]
    assert [type(event) for event in said] == [ev.ConflictStated, ev.ConflictStated]


def test_the_first_two_accounts(node: Gate) -> None:
    with pytest.raises(Refused, match="accounts already"):
        office.first_accounts(office.First("op", "Otto"), office.First("ov", "Olga"))
    with pytest.raises(Refused, match="two persons"):
        office.first_accounts(office.First("op", "Otto"), office.First("op", "Otto"))


def test_days_are_in_order(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk")
    person(node, "ben")
    for wrong in (DAY, date(2019, 1, 1)):
        with pytest.raises(Refused, match="not after"):
            office.state_absence(operator, "anna", DAY, wrong)
        with pytest.raises(Refused, match="not after"):
            office.name_deputy(operator, "anna", "ben", "clerk", DAY, wrong)
        with pytest.raises(Refused, match="not after"):
            office.give_role(operator, "ben", "clerk", DAY, wrong)


def test_a_conflict_hides_the_case_from_reading_too(node: Gate) -> None:
    case = registration.open_case(node.actor("clerk"), "Bank data for KZ")
    request = registration.register(node.actor("clerk"), case, received())
    person(node, "anna", "magistrate")
    anna = node.api("magistrate", "anna")
    assert [one["request"] for one in anna.get("requests")["requests"]] == [request]
    office.state_conflict(node.actor("magistrate", "anna"), request, "my brother's bank")
    assert anna.get("requests")["requests"] == []
    for path in (f"cases/{case}", f"cases/{case}/events", f"cases/{case}/persons"):
        said = anna.get(path, 404)["problems"]
        assert said == [f"there is no case '{case}'"]
        assert anna.get(path.replace(case, "nowhere"), 404)["problems"] == [
            "there is no case 'nowhere'"
        ]


def test_the_office_file_is_no_case_that_can_be_named(node: Gate) -> None:
    person(node, "anna", "clerk")
    with pytest.raises(NotFound):
        registration.register(node.actor("clerk"), "office", received())
    for path in ("cases/office", "cases/office/events"):
        node.api("magistrate").get(path, 404)


def test_accounts_through_the_api(node: Gate) -> None:
    operator = node.api("operator")
    made = operator.post("accounts", {"called": "Anna", "roles": ["clerk"]}, 201)["id"]
    first = operator.post(f"accounts/{made}/keys", {"role": "clerk"}, 201)["key"]
    anna = Api(first)
    assert anna.get("accounts/own")["roles"] == ["clerk"]
    anna.get("accounts", 403)
    case = anna.post("cases", {"title": "Bank data for KZ"}, 201)["id"]
    anna.post("accounts/own/conflicts", {"of": case, "reasons": "my own bank"}, 201)
    anna.get(f"cases/{case}", 404)
    second = anna.post("accounts/own/key", {"key": first}, 201)["key"]
    anna.get("accounts/own", 401)
    Api(second).post(f"accounts/{made}/absence", {"since": "2019-05-06"}, 201)
    assert Api(second).get("accounts/own")["away"] is True
    node.api("overseer").post(f"accounts/{made}/closing", {"reasons": "left"}, 201)
    Api(second).get("accounts/own", 401)
    (shown,) = [one for one in operator.get("accounts") if one["account"] == made]
    assert shown["active"] is False
    assert shown["keys"] == shown["roles"] == []
