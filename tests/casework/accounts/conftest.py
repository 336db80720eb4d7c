from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from casework.accounts import administering
from casework.accounts.access import Access
from casework.accounts.account import Account, Vetting
from casework.accounts.enrolling import Enrolment, begin_enrolment, finish_enrolment
from casework.accounts.hashing import Argon2id
from casework.accounts.roles import Role
from casework.accounts.signing_in import Attempt, sign_in
from casework.accounts.totp import code_at, step_at
from casework.accounts.vetting import VettingRules, vetting_rules
from casework.audit.line import Line
from casework.store import Store, open_store
from casework.tables import AUDIT
from tests.casework.conftest import SteppingClock

PASSWORD = "quarry lantern mosaic"
CHEAP = Argon2id(memory_kib=8, passes=1, lanes=1)
FAR = date(2035, 1, 1)


def account(name: str, *roles: Role, **changes: object) -> Account:
    fields: dict[str, object] = {
        "id": name,
        "holder": f"{name.title()} Unreal",
        "roles": roles,
        "vetting": (Vetting(scheme="police", level="MV", expires=FAR),),
        "agency": "Unreal Housing" if Role.PARTNER_AGENCY in roles else None,
    }
    return Account(**{**fields, **changes})  # type: ignore[arg-type]


class Unit:
    """A unit that has its first administrator, and makes others as a test asks."""

    def __init__(self, store: Store, clock: SteppingClock) -> None:
        self.store, self.clock, self.rules = store, clock, vetting_rules()
        self.secrets: dict[str, bytes] = {}
        code = administering.start(store, account("root.one", Role.ADMINISTRATOR), self.rules)
        self.enrol("root.one", code)
        self.root = Access(store, "root.one", self.rules)

    def enrol(self, name: str, one_time: str) -> None:
        enrolment = Enrolment(name=name, one_time=one_time, address="10.0.0.1")
        self.secrets[name] = begin_enrolment(self.store, enrolment)
        finish_enrolment(self.store, enrolment, PASSWORD, self.code(name), CHEAP)

    def someone(self, name: str, *roles: Role, **changes: object) -> Access:
        administering.add(self.root, account(name, *roles, **changes))
        return Access(self.store, name, self.rules)

    def code(self, name: str) -> str:
        """The next code that is good, some steps of the clock later."""
        self.clock.now += timedelta(seconds=90)
        return code_at(self.secrets[name], step_at(self.clock.now))

    def sign_in(self, name: str, **changes: str) -> str:
        fields = {"name": name, "password": PASSWORD, "address": "10.0.0.1"}
        if "code" not in changes:
            fields["code"] = self.code(name)
        attempt = Attempt(**{**fields, **changes})
        return sign_in(self.store, attempt, self.rules, CHEAP)

    def lines(self) -> list[Line]:
        with self.store.reading() as reading:
            bodies = reading.connection.execute(select(AUDIT.c.body).order_by(AUDIT.c.sequence))
            return [msgspec.json.decode(body, type=Line) for body in bodies.scalars()]


@pytest.fixture
def unit(store: Store, clock: SteppingClock) -> Unit:
    return Unit(store, clock)


@pytest.fixture
def light(tmp_path: Path, clock: SteppingClock) -> Iterator[Unit]:
    """On SQLite alone, for what no database decides."""
    opened = open_store(tmp_path / "home", None, clock)
    yield Unit(opened, clock)
    opened.close()


@pytest.fixture
def rules() -> VettingRules:
    return vetting_rules()
