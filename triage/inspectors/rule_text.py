"""Split a YARA rule file into its rules, to run some of them without the others.

Only the outline of the language is read (YARA 4.5 documentation, "Writing YARA rules"): comments,
strings, regular expressions, braces and words. YARA itself compiles what comes out.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<regex>/(?:\\.|[^/\\\n])+/)"
    r"|(?P<brace>[{}])"
    r"|(?P<word>[A-Za-z_]\w*\*?)",
    re.DOTALL,
)
_MODIFIERS = frozenset(("private", "global"))


class RuleText(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as written. ``words`` are all its words, other rules' names among them."""

    name: str
    text: str
    words: frozenset[str]
    is_global: bool


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A rule file's imports and its rules, in order."""

    imports: tuple[str, ...]
    rules: tuple[RuleText, ...]

    def source(self, names: Iterable[str]) -> str:
        """A source with these rules, the rules they refer to, and every global rule."""
        wanted = set(names) | {rule.name for rule in self.rules if rule.is_global}
        # A rule refers to earlier rules only, so one pass from the end finds them all.
        for rule in reversed(self.rules):
            if rule.name in wanted:
                wanted |= {other.name for other in self.rules if _refers(rule, other)}
        body = [rule.text for rule in self.rules if rule.name in wanted]
        return "\n".join([*(f"import {name}" for name in self.imports), *body])


def outline(source: str) -> Outline:
    """The outline of a source that compiles."""
    imports: list[str] = []
    rules: list[RuleText] = []
    tokens = _tokens(source)
    start = -1
    for token in tokens:
        word = token.group()
        if word == "import":
            imports += [following.group() for following in islice(tokens, 1)]
        elif word in _MODIFIERS:
            start = token.start() if start < 0 else start
        elif word == "rule":
            start = token.start() if start < 0 else start
            rules += [_rule(source, start, name, tokens) for name in islice(tokens, 1)]
            start = -1
    return Outline(imports=tuple(imports), rules=tuple(rules))


def _tokens(source: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(source) if token.lastgroup != "comment")


def _rule(
    source: str, start: int, name: re.Match[str], tokens: Iterator[re.Match[str]]
) -> RuleText:
    words: set[str] = set()
    depth, end = 0, len(source)
    for token in tokens:
        if token.lastgroup == "word":
            words.add(token.group())
        elif token.lastgroup == "brace":
            depth += 1 if token.group() == "{" else -1
            if not depth:
                end = token.end()
                break
    return RuleText(
        name=name.group(),
        text=source[start:end],
        words=frozenset(words),
        is_global="global" in source[start : name.start()].split(),
    )


def _refers(rule: RuleText, other: RuleText) -> bool:
    if rule.name == other.name:
        return False
    stars = (word[:-1] for word in rule.words if word.endswith("*"))
    return other.name in rule.words or any(other.name.startswith(stem) for stem in stars)
