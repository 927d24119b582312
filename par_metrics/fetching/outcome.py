"""What came of fetching from one source."""

from dataclasses import dataclass

from schemas import Label


@dataclass(frozen=True)
class FetchedFile:
    """A file of a source, by its name as it may be shown.

    Args:
        name: as it may be shown.
        size: in bytes; None where it is not known.
        problem: why it was not fetched; None if it was, or would be.
    """

    name: str
    size: int | None
    problem: Label | None = None


@dataclass(frozen=True)
class SourceOutcome:
    """What came of one source.

    Args:
        source: its name in the settings.
        fetched: the files put into the inbox, or that would be.
        refused: files that were not, each with its reason: half ones, those that changed, those that are too large.
        known: how many were fetched before, or are loaded already.
        unsettled: how many may still be written, and are left for the next time.
        failure: why nothing more could be fetched; None if the source answered to the end.
        waiting_helps: what went wrong may go well a little later.
    """

    source: str
    fetched: tuple[FetchedFile, ...] = ()
    refused: tuple[FetchedFile, ...] = ()
    known: int = 0
    unsettled: int = 0
    failure: Label | None = None
    waiting_helps: bool = False

    @property
    def ok(self) -> bool:
        return self.failure is None and not self.refused

    @property
    def problems(self) -> list[Label]:
        """A line for the source, and one for each of its files that was not fetched; each names the source."""
        named = [(file.name, file.problem) for file in self.refused if file.problem is not None]
        lines = [Label(f"{name}: {why.vi}", f"{name}: {why.en}") for name, why in named]
        if self.failure is not None:
            lines.insert(0, self.failure)
        return [Label(f"nguồn {self.source}: {line.vi}", f"source {self.source}: {line.en}") for line in lines]

    @property
    def counts(self) -> Label:
        """`lấy 2 tệp, 5 tệp đã có`."""
        vi, en = [f"lấy {len(self.fetched)} tệp"], [f"{len(self.fetched)} files fetched"]
        if self.known:
            vi, en = [*vi, f"{self.known} tệp đã có"], [*en, f"{self.known} known already"]
        if self.unsettled:
            vi = [*vi, f"{self.unsettled} tệp vừa ghi, để lần sau"]
            en = [*en, f"{self.unsettled} just written, left for the next time"]
        return Label(", ".join(vi), ", ".join(en))
