import io
import json
import zipfile
from pathlib import Path

import pytest
import skops.io
from sklearn.linear_model import Ridge

from models.card import Card, Data, Origin, lines
from models.catalogue import Approval, Catalogue
from models.errors import ModelError
from models.features import DECLARED
from models.judging import judge
from models.storage import CARD, MODEL, TEXT, dumped, load, loaded, save
from models.training import Fitted
from models.window import Window

WINDOW = Window(theme="contact", rank=3)


def card(name: str = "first", origin: Origin = Origin.SIMULATED) -> Card:
    return Card(
        name=name,
        made="2026-11-24T12:00:00.000Z",
        method="boosted",
        calibration="platt",
        features=DECLARED.version,
        names=DECLARED.names,
        seed=1,
        data=Data(
            origin=origin,
            description="made up",
            people=10,
            alerts=20,
            acted=5,
            since="2026-11-01T00:00:00.000Z",
            until="2026-11-02T00:00:00.000Z",
        ),
        figures={},
    )


def test_a_model_that_was_stored_judges_as_before(fitted: Fitted, tmp_path: Path) -> None:
    save(tmp_path / "first", fitted, card())
    again, said = load(tmp_path / "first")
    assert judge(again, [WINDOW]) == judge(fitted, [WINDOW])
    assert again.declared == DECLARED
    assert said.size == (tmp_path / "first" / MODEL).stat().st_size


def test_a_card_says_simulated_wherever_its_figures_stand(tmp_path: Path, fitted: Fitted) -> None:
    said = save(tmp_path / "first", fitted, card())
    text = (tmp_path / "first" / TEXT).read_text()
    assert text.splitlines() == list(lines(said))
    assert "(simulated data)" in text.splitlines()[0]
    assert "simulated" in next(line for line in text.splitlines() if line.startswith("figures"))
    assert "A person's risk" in text
    assert "simulated" not in "\n".join(lines(card(origin=Origin.VERDICTS)))


def test_a_changed_file_is_refused(tmp_path: Path, logistic: Fitted) -> None:
    save(tmp_path / "first", logistic, card())
    path = tmp_path / "first" / MODEL
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="not the one that its card describes"):
        load(tmp_path / "first")


def test_a_longer_file_is_refused(tmp_path: Path, logistic: Fitted) -> None:
    save(tmp_path / "first", logistic, card())
    with (tmp_path / "first" / MODEL).open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(ModelError, match="not the one that its card describes"):
        load(tmp_path / "first")


PICKLED = b"\x80\x04\x95\x0f\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94."
JOBLIB = b"x\x9c\x8b\x8e\x05\x00\x01\x15\x00\xb9"


@pytest.mark.parametrize("content", [PICKLED, JOBLIB, b"", b"PK\x05\x06" + bytes(18)])
def test_pickle_and_joblib_are_refused(content: bytes) -> None:
    with pytest.raises(ModelError, match="refused, as are pickle and joblib"):
        loaded(content, "strange")


def test_an_estimator_that_is_not_listed_is_refused_though_skops_trusts_it() -> None:
    content = skops.io.dumps({"form": 1, "estimators": [Ridge()]})
    with pytest.raises(ModelError, match="Ridge, which is not trusted: refused"):
        loaded(content, "strange")


def test_a_function_of_the_system_is_refused(logistic: Fitted) -> None:
    content = _altered(dumped(logistic), "sklearn.pipeline", "os")
    with pytest.raises(ModelError, match=r"names os\.Pipeline, which is not trusted"):
        loaded(content, "strange")


def test_a_type_behind_another_loader_is_refused(logistic: Fitted) -> None:
    content = _altered(dumped(logistic), '"ndarray"', '"system"')
    with pytest.raises(ModelError, match="not trusted"):
        loaded(content, "strange")


def test_a_file_that_lacks_a_part_is_refused() -> None:
    content = skops.io.dumps({"form": 1})
    with pytest.raises(ModelError, match="not as this Skerry writes models"):
        loaded(content, "strange")


def _altered(content: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.infolist():
            data = source.read(one)
            if one.filename == "schema.json":
                data = data.replace(old.encode(), new.encode())
                json.loads(data)
            target.writestr(one, data)
    return out.getvalue()


def test_a_model_is_never_written_over(tmp_path: Path, logistic: Fitted) -> None:
    save(tmp_path / "first", logistic, card())
    with pytest.raises(ModelError, match="there is a model first already"):
        save(tmp_path / "first", logistic, card())


def test_only_an_approved_model_may_run(tmp_path: Path, logistic: Fitted) -> None:
    catalogue = Catalogue(tmp_path)
    said = save(catalogue.place("first"), logistic, card())
    with pytest.raises(ModelError, match="nobody approved model first"):
        catalogue.approved("first")
    approval = Approval(name="first", sha256=said.sha256, by="kim", at=said.made, why="trial")
    catalogue.approve(approval)
    assert catalogue.approved("first")[1] == said
    assert catalogue.running() == approval
    assert list(catalogue.cards()) == [said]


def test_a_model_made_again_under_the_name_is_not_approved_by_that(
    tmp_path: Path, logistic: Fitted
) -> None:
    catalogue = Catalogue(tmp_path)
    said = save(catalogue.place("first"), logistic, card())
    catalogue.approve(
        Approval(name="first", sha256="0" * 64, by="kim", at=said.made, why="an earlier one")
    )
    with pytest.raises(ModelError, match="nobody approved"):
        catalogue.approved("first")


def test_a_model_of_other_features_is_refused(tmp_path: Path, logistic: Fitted) -> None:
    older = Fitted(
        logistic.declared._replace(version="alert-0"),
        logistic.method,
        logistic.main,
        (),
        logistic.calibration,
        logistic.reference,
        logistic.profile,
    )
    catalogue = Catalogue(tmp_path)
    save(catalogue.place("older"), older, card("older"))
    with pytest.raises(ModelError, match="made for features alert-0"):
        catalogue.approved("older")


@pytest.mark.parametrize("name", ["", "../up", "A", "a/b", "-a", "x" * 41])
def test_a_name_that_is_no_folder_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="no name of a model"):
        Catalogue(tmp_path).place(name)


def test_a_card_that_is_not_ours_is_refused(tmp_path: Path, logistic: Fitted) -> None:
    save(tmp_path / "first", logistic, card())
    (tmp_path / "first" / CARD).write_text("{}")
    with pytest.raises(ModelError, match="its card cannot be read"):
        load(tmp_path / "first")
