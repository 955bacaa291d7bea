"""Accounts, roles, deputies, absence, conflicts, keys: each safeguard, tried around."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate import office, reading, registration
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.policy import accounts
from safeconduct.policy.accounts import KEY_NAME
from safeconduct.policy.actor import Actor
from safeconduct.policy.apart import kept_apart
from safeconduct.policy.keys import digest, new_secret
from safeconduct.policy.models import Account
from safeconduct.policy.permissions import Denied, Permission, must
from safeconduct.policy.signin import sign_in
from safeconduct.policy.standing import holds
from tests.gate.place import DAY, Api, Gate, number
from tests.gate.test_registration import received

LATER = DAY + timedelta(days=1)


def person(node: Gate, name: str, *roles: Role) -> str:
    """An account that the operator opened and the overseer confirmed."""
    made = office.open_account(
        node.actor("operator"), name, roles, number=number(name), account=name
    )
    node.confirm(made)
    return made


def key(node: Gate, name: str, role: Role, deputy_of: str = "") -> str:
    """A key that the operator made and the overseer confirmed."""
    made = waiting_key(node, name, role, deputy_of)
    node.confirm(name)
    return made


def waiting_key(node: Gate, name: str, role: Role, deputy_of: str = "") -> str:
    """A key that its holder made and the operator gave to the account."""
    made = new_secret()
    office.give_key(node.actor("operator"), name, role, digest(made), deputy_of=deputy_of)
    return made


def signed_in(node: Gate, secret: str) -> Actor:
    found = sign_in(secret, node.clock.day)
    assert found is not None
    return found


def as_deputy(node: Gate, deputy: str, account: str, role: Role) -> Actor:
    """`deputy` signed in for `account`, which is away today."""
    office.name_deputy(node.actor("operator"), account, deputy, role, DAY)
    node.confirm(account)
    office.state_absence(node.actor("operator"), account, DAY, LATER)
    return signed_in(node, key(node, deputy, role, account))


def test_every_change_is_an_event_of_the_office_file(node: Gate) -> None:
    person(node, "anna", "clerk")
    person(node, "ben", "magistrate")
    operator = node.actor("operator")
    office.give_role(operator, "anna", "second-signer")
    node.confirm("anna")
    office.name_deputy(operator, "ben", "anna", "magistrate", DAY)
    office.state_absence(operator, "ben", DAY)
    office.state_conflict(node.actor("magistrate", "ben"), "someone", "my cousin")
    secret = key(node, "anna", "clerk")
    office.close_account(operator, "ben", "left")
    events = reading.events(reading.OFFICE)
    kinds = [type(event).__name__ for event in events]
    assert kinds == [
        "CaseOpened", "AccountOpened", "Noted", "AccountOpened", "Noted", "AccountOpened", "Noted",
        "DeputyNamed", "AbsenceStated", "ConflictStated", "Noted", "Noted", "AccountClosed",
    ]  # fmt: skip
    assert isinstance(events[5], ev.AccountOpened)
    assert events[5].roles == ("clerk", "second-signer")
    assert all(secret not in str(event) for event in events), "a key is nowhere but with its holder"
    assert {w.actor for w in reading.read(reading.OFFICE)} == {
        "operator", "overseer", "ben",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["clerk", "magistrate", "asylum-officer", "overseer", "observer"])
def test_only_the_operator_opens_accounts_and_gives_roles(node: Gate, role: Role) -> None:
    person(node, "anna", "clerk")
    who = node.actor(role)
    with pytest.raises(Denied):
        office.open_account(who, "eve", ("magistrate",), number=number("eve"))
    with pytest.raises(Denied):
        office.give_role(who, "anna", "magistrate")
    with pytest.raises(Denied):
        office.give_key(who, "anna", "clerk", digest("a key"))
    assert len(reading.events(reading.OFFICE)) == 3


def test_the_operator_gives_themselves_nothing(node: Gate) -> None:
    operator = node.actor("operator")
    with pytest.raises(Forbidden, match="their own account"):
        office.give_role(operator, "operator", "magistrate")
    with pytest.raises(Forbidden, match="their own account"):
        office.give_key(operator, "operator", "operator", digest("a key"))
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
    office.revoke_key(operator, "anna", digest(anna)[:KEY_NAME])
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
    node.confirm("anna")
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


def test_nobody_stands_in_for_officers_of_two_registers(node: Gate) -> None:
    for name, register in (("ina", "asylum"), ("ora", "elsewhere")):
        node.account(name, "asylum-officer", register=register)
    node.account("dan")
    operator, today = node.actor("operator"), node.clock.day
    office.name_deputy(operator, "ina", "dan", "asylum-officer", today)
    with pytest.raises(Refused, match="another register"):
        office.name_deputy(operator, "ora", "dan", "asylum-officer", today)


@pytest.mark.parametrize(
    "roles",
    [
        ("operator", "clerk"), ("overseer", "magistrate"), ("overseer", "operator"),
        ("asylum-officer", "magistrate"), ("asylum-officer", "clerk"),
        ("asylum-officer", "second-signer"), ("asylum-officer", "police-officer"),
        ("police-officer", "clerk"), ("court", "magistrate"), ("observer", "magistrate"),
        ("data-protection-authority", "magistrate"),
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
        office.open_account(
            operator, "eve", ("asylum-officer", "clerk"), number=number("eve"), register="asylum"
        )
    with pytest.raises(Refused, match="belongs to a register"):
        office.open_account(operator, "eve", ("asylum-officer",), number=number("eve"))
    office.open_account(
        operator, "ida", ("asylum-officer",), number=number("ida"), account="ida",
        register="asylum",
    )  # fmt: skip
    node.confirm("ida")
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
    node.confirm("anna")
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
    node.confirm("anna")
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
    node.confirm("anna")
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


def test_what_one_operator_gives_holds_only_once_a_second_person_confirmed_it(node: Gate) -> None:
    operator = node.actor("operator")
    office.open_account(operator, "eve", ("magistrate",), number=number("eve"), account="eve")
    secret = waiting_key(node, "eve", "magistrate")
    waiting = list(accounts.waiting(Account.objects.get(pk="eve"), DAY))
    assert waiting == [
        f"key {digest(secret)[:KEY_NAME]} as magistrate", f"role magistrate from {DAY}",
    ]  # fmt: skip
    assert sign_in(secret, DAY) is None
    with pytest.raises(Forbidden, match="second person"):
        office.confirm(operator, "eve", waiting, number("eve"))
    for role in ("clerk", "magistrate", "asylum-officer"):
        with pytest.raises(Denied):
            office.confirm(node.actor(role), "eve", waiting, number("eve"))
    # The role without the key opens nothing, and neither does the key without the role.
    assert not holds("eve", "magistrate", DAY)
    overseer = node.actor("overseer")
    office.confirm(overseer, "eve", waiting[1:], number("eve"))
    assert sign_in(secret, DAY) is None
    office.confirm(overseer, "eve", waiting[:1], number("eve"))
    assert signed_in(node, secret).role == "magistrate"
    with pytest.raises(Refused, match="does not wait"):
        office.confirm(overseer, "eve", waiting, number("eve"))


def test_an_operator_alone_acts_as_nobody_by_a_new_key_or_as_a_deputy(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "magistrate")
    old = key(node, "anna", "magistrate")
    office.revoke_key(operator, "anna", digest(old)[:KEY_NAME])
    assert sign_in(waiting_key(node, "anna", "magistrate"), DAY) is None
    person(node, "eve")
    office.name_deputy(operator, "anna", "eve", "magistrate", DAY)
    office.state_absence(operator, "anna", DAY)
    secret = waiting_key(node, "eve", "magistrate", "anna")
    node.confirm("eve")
    assert sign_in(secret, DAY) is None, "the key was confirmed, and the deputyship was not"
    # Who names a deputy and who confirms it are two, whichever way round.
    person(node, "ben")
    overseer = node.actor("overseer")
    office.name_deputy(overseer, "anna", "ben", "magistrate", DAY)
    with pytest.raises(Forbidden, match="second person"):
        office.confirm(overseer, "anna", [f"deputy ben as magistrate from {DAY}"], number("anna"))
    office.confirm(operator, "anna", [f"deputy ben as magistrate from {DAY}"], number("anna"))


def test_nobody_confirms_that_they_are_a_deputy(node: Gate) -> None:
    person(node, "olga", "overseer")
    office.name_deputy(node.actor("operator"), "overseer", "olga", "overseer", DAY)
    given = [f"deputy olga as overseer from {DAY}"]
    with pytest.raises(Forbidden, match="makes themselves a deputy"):
        office.confirm(node.actor("overseer", "olga"), "overseer", given, number("overseer"))


def test_what_is_confirmed_is_what_was_looked_at(node: Gate) -> None:
    operator = node.actor("operator")
    office.open_account(operator, "eve", (), number=number("eve"), account="eve")
    office.give_role(operator, "eve", "magistrate", DAY, LATER)
    looked_at = list(accounts.waiting(Account.objects.get(pk="eve"), DAY))
    office.end_role(operator, "eve", "magistrate")
    office.give_role(operator, "eve", "magistrate")
    with pytest.raises(Refused, match="does not wait"):
        office.confirm(node.actor("overseer"), "eve", looked_at, number("eve"))


def test_a_key_that_waits_or_was_revoked_is_not_renewed(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk", "magistrate")
    anna = signed_in(node, key(node, "anna", "clerk"))
    waits = waiting_key(node, "anna", "magistrate")
    with pytest.raises(Refused, match="waits for a second person"):
        office.renew_key(anna, waits)
    node.confirm("anna")
    office.revoke_key(operator, "anna", digest(waits)[:KEY_NAME])
    with pytest.raises(Refused, match="no longer"):
        office.renew_key(anna, waits)


def test_nobody_is_the_last_who_waits_to_be_confirmed(node: Gate) -> None:
    office.open_account(
        node.actor("operator"), "olga", ("overseer",), number=number("olga"), account="olga"
    )
    with pytest.raises(Refused, match="last overseer"):
        office.close_account(node.actor("operator"), "overseer", "gone")


def test_a_conflict_is_taken_back_by_somebody_else_with_reasons(node: Gate) -> None:
    person(node, "anna", "clerk")
    anna, overseer = node.actor("clerk", "anna"), node.actor("overseer")
    case = registration.open_case(node.actor("clerk"), "Bank data for KZ")
    office.state_conflict(anna, case, "my own bank")
    for who in (anna, node.actor("operator"), node.actor("magistrate")):
        with pytest.raises(Denied):
            office.end_conflict(who, "anna", case, "it is over")
    with pytest.raises(Wrong, match="reasons"):
        office.end_conflict(overseer, "anna", case, " ")
    office.state_conflict(overseer, case, "my cousin")
    with pytest.raises(Forbidden, match="somebody else"):
        office.end_conflict(overseer, "overseer", case, "it is over")
    with pytest.raises(NotFound):
        office.end_conflict(overseer, "anna", "another", "it is over")
    office.end_conflict(overseer, "anna", case, "she has sold her shares")
    registration.register(anna, case, received())
    (*_, said) = reading.events(reading.OFFICE)
    assert isinstance(said, ev.Noted)
    assert said.note == "she has sold her shares"


def test_the_first_two_accounts(node: Gate) -> None:
    otto = office.First("op", "Otto", number("otto"))
    with pytest.raises(Refused, match="accounts already"):
        office.first_accounts(otto, office.First("ov", "Olga", number("olga")))
    with pytest.raises(Refused, match="two persons"):
        office.first_accounts(otto, office.First("op", "Olga", number("olga")))
    with pytest.raises(Refused, match="two persons"):
        office.first_accounts(otto, office.First("ov", "Otto", number("OTTO")))


def test_one_human_has_one_account_however_their_number_is_written(node: Gate) -> None:
    operator = node.actor("operator")
    person(node, "anna", "clerk")
    for written in (number("anna"), "be-anna-1", "BE ANNA.1"):
        with pytest.raises(Refused, match="'anna' already"):
            office.open_account(operator, "Eve", ("second-signer",), number=written)
    for written in ("", "80.05.01", "BE", "1 BE"):
        with pytest.raises(Wrong, match="two letters of the state"):
            office.open_account(operator, "Eve", ("second-signer",), number=written)
    whose = Account.objects.get(pk="anna").person
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(id="eve", called="Eve", person=whose)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(id="eve", called="Eve")
    # Leaving and coming back makes nobody a second person either.
    office.close_account(operator, "anna", "left")
    with pytest.raises(Refused, match="opens it again"):
        office.open_account(operator, "Eve", ("second-signer",), number=number("anna"))
    office.give_role(operator, "anna", "second-signer")
    assert not holds("anna", "second-signer", DAY), "nor is it a way round the second person"
    node.confirm("anna")
    assert holds("anna", "second-signer", DAY)
    assert not holds("anna", "clerk", DAY)


def test_the_second_person_sees_the_holders_document_too(node: Gate) -> None:
    operator, overseer = node.actor("operator"), node.actor("overseer")
    # The operator opens a second account of Anna's under a number that they made up.
    person(node, "anna", "clerk")
    made = office.open_account(operator, "Anna B.", ("second-signer",), number=number("nobody"))
    waits = list(accounts.waiting(Account.objects.get(pk=made), DAY))
    with pytest.raises(Refused, match="opened under another one"):
        office.confirm(overseer, made, waits, number("anna"))
    assert not holds(made, "second-signer", DAY)
    # What was never confirmed gives its number free, and opens no more.
    office.close_account(overseer, made, "a wrong number")
    with pytest.raises(Refused, match="open another"):
        office.give_role(operator, made, "second-signer")
    person(node, "nobody", "clerk")


def test_whoever_runs_the_accounts_never_has_a_key_of_theirs(node: Gate) -> None:
    person(node, "anna", "clerk")
    secret = new_secret()
    operator = node.actor("operator")
    for wrong in ("", secret, digest(secret)[:12], digest(secret).upper()):
        with pytest.raises(Wrong, match="64 signs"):
            office.give_key(operator, "anna", "clerk", wrong)
    office.give_key(operator, "anna", "clerk", digest(secret))
    person(node, "ben", "clerk")
    with pytest.raises(Refused, match="given already"):
        office.give_key(operator, "ben", "clerk", digest(secret))


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
    body: dict[str, Any] = {"called": "Anna", "roles": ["clerk"], "number": "BE 1"}
    made = operator.post("accounts", body, 201)["id"]
    first = new_secret()
    body = {"role": "clerk", "fingerprint": digest(first)}
    operator.post(f"accounts/{made}/keys", body, 201)
    Api(first).get("accounts/own", 401)
    (shown,) = [one for one in operator.get("accounts") if one["account"] == made]
    assert len(shown["waiting"]) == 2, "the role and the key"
    body = {"waiting": shown["waiting"], "number": "BE 1"}
    assert (
        "second person" in operator.post(f"accounts/{made}/confirmation", body, 403)["problems"][0]
    )
    node.api("overseer").post(f"accounts/{made}/confirmation", body, 201)
    anna = Api(first)
    assert anna.get("accounts/own")["roles"] == ["clerk"]
    anna.get("accounts", 403)
    case = anna.post("cases", {"title": "Bank data for KZ"}, 201)["id"]
    anna.post("accounts/own/conflicts", {"of": case, "reasons": "my own bank"}, 201)
    anna.get(f"cases/{case}", 404)
    back = {"of": case, "reasons": "the account was closed"}
    operator.post(f"accounts/{made}/conflicts/end", back, 403)
    node.api("overseer").post(f"accounts/{made}/conflicts/end", back, 201)
    anna.get(f"cases/{case}")
    second = anna.post("accounts/own/key", {"key": first}, 201)["key"]
    anna.get("accounts/own", 401)
    Api(second).post(f"accounts/{made}/absence", {"since": "2019-05-06"}, 201)
    assert Api(second).get("accounts/own")["away"] is True
    node.api("overseer").post(f"accounts/{made}/closing", {"reasons": "left"}, 201)
    Api(second).get("accounts/own", 401)
    (shown,) = [one for one in operator.get("accounts") if one["account"] == made]
    assert shown["active"] is False
    assert shown["keys"] == shown["roles"] == []
