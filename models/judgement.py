"""What a model says of an alert: a likelihood, its interval, and the few reasons that moved it."""

import msgspec


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A feature that moved the likelihood, beside the usual one; ``by`` is in log-odds."""

    feature: str
    words: str
    by: float


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The likelihood that an operator would act on an alert, never a person's risk. All 0..1."""

    priority: float
    low: float
    high: float
    reasons: tuple[Reason, ...]

    def words(self) -> str:
        """A sentence for the one who opens the alert."""
        text = (
            f"Likelihood that an operator would act on this alert:"
            f" {self.priority:.2f} (between {self.low:.2f} and {self.high:.2f})"
        )
        for verb, own in (
            ("raised by", [one for one in self.reasons if one.by > 0]),
            ("lowered by", [one for one in self.reasons if one.by < 0]),
        ):
            if own:
                text += f"; {verb} {', '.join(one.words for one in own)}"
        return f"{text}."
