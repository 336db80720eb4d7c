import os
from pathlib import Path

import pytest

from monitor.delivery.base import DeliveryError
from monitor.delivery.json_lines import JsonLines
from monitor.errors import MonitorError


def test_a_line_that_was_torn_by_a_kill_is_ended_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"id":1}\n{"id"')
    target = JsonLines(path)
    target.append(b'{"id":2}\n')
    target.close()
    assert path.read_bytes() == b'{"id":1}\n{"id"\n{"id":2}\n'


def test_a_line_that_was_torn_by_a_full_disk_is_ended_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "alerts.jsonl"
    target, write = JsonLines(path), os.write

    def full(descriptor: int, content: bytes) -> int:
        if len(content) < 9:
            raise OSError(28, "No space left on device")
        return write(descriptor, content[:4])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DeliveryError, match="No space left"):
        target.append(b'{"id":"one"}\n')
    monkeypatch.undo()
    target.append(b'{"id":"one"}\n')
    target.close()
    assert path.read_bytes().splitlines()[-1] == b'{"id":"one"}'
    assert len(path.read_bytes().splitlines()) == 2


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"cannot write .*: Is a directory"):
        JsonLines(tmp_path)


def test_alerts_are_for_their_owner_alone_to_read(tmp_path: Path) -> None:
    JsonLines(tmp_path / "alerts.jsonl").close()
    assert (tmp_path / "alerts.jsonl").stat().st_mode & 0o777 == 0o600
