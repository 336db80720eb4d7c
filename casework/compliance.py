"""Compliance, one row a condition: what was found, and, as plainly, what could not be looked at."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from casework.basis.working_out import in_force
from casework.errors import CaseworkError
from casework.records.condition import Condition
from casework.records.evidence import EvidenceLink
from casework.records.order import Order


class Compliance(StrEnum):
    """What a row says. There is no "complied": only what was examined is known."""

    BREACH = "evidence of breach"
    NONE_FOUND = "none in what was examined"
    NOT_EXAMINABLE = "not examinable"


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """That something was examined which could have shown a breach of a condition.

    ``examined`` says what ("exam X-1 of D-17", "monitoring of D-17, 1 to 30 November"); ``breach``
    links what was found, if anything.
    """

    condition: str
    examined: str
    breach: tuple[EvidenceLink, ...] = ()


class ComplianceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of an order, and what is known of it."""

    order: str
    condition: Condition
    state: Compliance
    examined: tuple[str, ...]
    evidence: tuple[EvidenceLink, ...]


def compliance(order: Order, looked: Iterable[Looked], at: datetime) -> tuple[ComplianceRow, ...]:
    """A row for every condition in force at a moment; none where the order is not.

    Raises ``CaseworkError`` for something looked at under a condition that the order never had.
    """
    by_condition: dict[str, list[Looked]] = {}
    ever = {condition.id for terms in order.terms for condition in terms.conditions}
    for one in looked:
        if one.condition not in ever:
            raise CaseworkError(f"order {order.id} has no condition {one.condition}")
        by_condition.setdefault(one.condition, []).append(one)
    return tuple(
        _row(order, condition, by_condition.get(condition.id, []))
        for terms, (since, until) in in_force(order)
        if since <= at and (until is None or at < until)
        for condition in terms.conditions
    )


def _row(order: Order, condition: Condition, looked: list[Looked]) -> ComplianceRow:
    evidence = tuple(link for one in looked for link in one.breach)
    if evidence:
        state = Compliance.BREACH
    else:
        state = Compliance.NONE_FOUND if looked else Compliance.NOT_EXAMINABLE
    return ComplianceRow(
        order=order.id,
        condition=condition,
        state=state,
        examined=tuple(one.examined for one in looked),
        evidence=evidence,
    )
