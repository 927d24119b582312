"""Tests of engines beyond one machine run in the environments that have one (`make test`, `make test-tools`)."""

from tests.spec.conftest import session
from tests.support import spark

__all__ = ["session"]

collect_ignore_glob = [] if spark.engine_here() else ["test_*.py"]
