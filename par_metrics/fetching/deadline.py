"""How long fetching from one source may take."""

import time

from par_metrics.fetching.trouble import out_of_time


class Deadline:
    """The instant at which a source is left; it counts from when it is made.

    Args:
        minutes: that fetching may take in all.
    """

    def __init__(self, minutes: float) -> None:
        self._minutes = minutes
        self._ends = time.monotonic() + minutes * 60

    def check(self) -> None:
        """Hold that there is time left.

        Raises:
            SourceError: there is none.
        """
        if time.monotonic() > self._ends:
            raise out_of_time(self._minutes)
