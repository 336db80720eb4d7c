import pytest

from casework.forms.commands import typed_fields
from casework.forms.declared import FORMS
from casework.forms.fields import fields_of
from casework.forms.form import Form
from casework.records.base import PersonRecord
from casework.records.kinds import KINDS

OTHERWISE = frozenset({"break_glass", "condition_check", "decision_step", "device", "order"})
"""Kinds whose commands are not a form's."""


def test_every_kind_about_a_person_has_its_commands() -> None:
    about = {kind for kind, record in KINDS.items() if issubclass(record, PersonRecord)}
    formed = {form.kind.KIND for form in FORMS}
    assert about - formed - OTHERWISE == {"person", "report_source"}
    assert not formed & OTHERWISE


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.word)
def test_a_form_names_fields_that_its_kind_has(form: Form) -> None:
    fields = set(fields_of(form.kind))
    named = {*form.columns, *form.now, *form.by, *form.hidden}
    for step in form.steps:
        named |= {step.now, *step.fields, *([step.by] if step.by else [])}
    assert named <= fields


@pytest.mark.parametrize("form", [one for one in FORMS if one.addable], ids=lambda form: form.word)
def test_a_form_asks_for_every_field(form: Form) -> None:
    assert set(fields_of(form.kind)) == set(typed_fields(form))
