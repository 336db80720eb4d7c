import pytest

from casework.compliance import Compliance, Looked, compliance
from casework.errors import CaseworkError
from casework.records.condition import Condition, ConditionKind
from casework.records.evidence import AlertLink
from tests.casework.samples import moment, order, terms

CONDITIONS = tuple(
    Condition(id=name, kind=ConditionKind.OTHER, wording=f"Condition {name}") for name in "abc"
)
GIVEN = order(terms(conditions=CONDITIONS))
BREACH = AlertLink(alert="a1", revision=3)


def test_there_is_a_row_for_every_condition_and_silence_is_not_compliance() -> None:
    looked = [
        Looked(condition="a", examined="exam X-1 of D-17", breach=(BREACH,)),
        Looked(condition="a", examined="monitoring of D-17"),
        Looked(condition="b", examined="exam X-1 of D-17"),
    ]
    rows = compliance(GIVEN, looked, moment(9))
    assert [(row.condition.id, row.state) for row in rows] == [
        ("a", Compliance.BREACH),
        ("b", Compliance.NONE_FOUND),
        ("c", Compliance.NOT_EXAMINABLE),
    ]
    assert rows[0].evidence == (BREACH,)
    assert rows[0].examined == ("exam X-1 of D-17", "monitoring of D-17")
    assert (rows[2].examined, rows[2].evidence) == ((), ())


def test_only_conditions_in_force_have_rows() -> None:
    varied = order(terms(conditions=CONDITIONS), terms(since=moment(10), conditions=CONDITIONS[:1]))
    assert [row.condition.id for row in compliance(varied, [], moment(9))] == ["a", "b", "c"]
    assert [row.condition.id for row in compliance(varied, [], moment(10))] == ["a"]
    assert compliance(varied, [], moment(1, 8)) == ()


def test_something_looked_at_under_no_condition_of_the_order_is_a_mistake() -> None:
    with pytest.raises(CaseworkError, match="no condition z"):
        compliance(GIVEN, [Looked(condition="z", examined="x")], moment(9))
