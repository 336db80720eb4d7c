import pytest

from triage.reports.runs import without_folders


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("skerry triage run /a/b/phone.dd", "skerry triage run phone.dd"),
        ("skerry triage run '/a b/my phone.dd'", "skerry triage run 'my phone.dd'"),
        ("/opt/bin/skerry --case=/x/c.toml ../y/z/", "skerry --case=c.toml z"),
        ("skerry --cluster tls://host:1/x --exam e", "skerry --cluster tls://host:1/x --exam e"),
        ("skerry triage run /", "skerry triage run /"),
        ("skerry triage run '/a/b", "skerry triage run b"),
    ],
)
def test_a_command_line_keeps_the_last_part_of_each_path(command: str, shown: str) -> None:
    assert without_folders(command) == shown
