"""The inspectors of an examination, in the order in which they run."""

from triage.inspectors.base import Inspector
from triage.inspectors.digests import DigestInspector
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.picture import PictureInspector
from triage.inspectors.yara_rules import RuleSet, YaraInspector


def inspectors(ruleset: RuleSet | None) -> list[Inspector]:
    """Digests, type, picture and, where there are rules, YARA.

    Everything they need is loaded here, so that they open no file once jailed.
    """
    chosen: list[Inspector] = [DigestInspector(), TypeInspector(), PictureInspector()]
    if ruleset is not None and ruleset.files:
        chosen.append(YaraInspector(ruleset))
    return chosen
