"""What a rule set is: a named, versioned way of counting or scoring, and what is sure of it."""

from dataclasses import dataclass, field

from par_metrics.errors import UsageError
from par_metrics.indicators.rulesets.inputs import Inputs, read_inputs
from par_metrics.indicators.rulesets.points import Pairs, ScoredRow, Scoring
from schemas import Label


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """A named way of counting or scoring; every figure and score says which one it was made with.

    Args:
        name: stable name, as in the column `rules` of figures.
        version: rises whenever the rules change.
        label: name for people.
        description: the rules in words.
        source: the text or system the rules come from.
        unconfirmed: what of it no published text confirms; None where nothing is.
        scoring: how inputs become points, of a rule set that scores.
    """

    name: str
    version: int
    label: Label
    description: Label
    source: str
    unconfirmed: Label | None = None
    scoring: Scoring | None = field(default=None, repr=False)

    @property
    def is_confirmed(self) -> bool:
        return self.unconfirmed is None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of what `score` takes; none where the rule set does not score."""
        return () if self.scoring is None else tuple(row.key for row in self.scoring.rows)

    def score(self, inputs: Inputs) -> dict[str, float]:
        """Points of each block and in total.

        Args:
            inputs: key -> (numerator, denominator), numbers of 0 or more; None is missing.
        Returns:
            Unrounded points by key of the block, the total last. A block that lacks an
            input is not there, nor is then the total.
        Raises:
            UsageError: the rule set does not score, an input is unknown, or no number.
        """
        points = self.scorer.block_points(self.read(inputs))
        return {key: float(value) for key, value in points.items()}

    def rows(self, inputs: Inputs) -> tuple[ScoredRow, ...]:
        """Every row of the score with its ratio, points, maximum and formula; raises as `score` does."""
        return self.scorer.scored_rows(self.read(inputs))

    def read(self, inputs: Inputs) -> Pairs:
        """The inputs as exact numbers, the missing ones left out; raises as `score` does."""
        return read_inputs(inputs, self.inputs, self.name)

    @property
    def scorer(self) -> Scoring:
        """How inputs become points.

        Raises:
            UsageError: the rule set does not score.
        """
        if self.scoring is None:
            raise UsageError(
                Label(
                    f'bộ quy tắc "{self.name}" không chấm điểm. Xem các bộ chấm điểm: par-metrics rules',
                    f'the rule set "{self.name}" gives no points. See those that do: par-metrics rules',
                ),
                "no_score_rules",
            )
        return self.scoring
