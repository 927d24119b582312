"""Whose turn it is: what may be read at a time, and what is committed before what."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from par_metrics.loading.loader import worth
from par_metrics.loading.order import LoadingStoppedError, Order


def has_come(wait: Callable[[int], None], place: int) -> bool:
    """Whether nothing is to be waited for; another thread that waits goes on waiting."""
    thread = threading.Thread(target=_until_stopped, args=(wait, place), daemon=True)
    thread.start()
    thread.join(0.2)
    return not thread.is_alive()


def _until_stopped(wait: Callable[[int], None], place: int) -> None:
    try:
        wait(place)
    except LoadingStoppedError:
        return


@pytest.fixture
def order() -> Order:
    return Order()


def test_nothing_is_read_before_its_turn_until_a_file_is_no_register(order: Order) -> None:
    assert has_come(order.wait_to_read, 0) and not has_come(order.wait_to_read, 1)
    order.saw(0, is_register=True)
    assert not has_come(order.wait_to_read, 1)
    order.finish(0)
    assert has_come(order.wait_to_read, 1) and not has_come(order.wait_to_read, 2)
    order.saw(1, is_register=False)
    assert has_come(order.wait_to_read, 2) and has_come(order.wait_to_read, 9)
    order.stop()


def test_a_large_file_that_is_none_does_not_tell_that_those_before_it_are_none(order: Order) -> None:
    order.saw(2, is_register=False)
    assert not has_come(order.wait_to_read, 2) and not has_come(order.wait_to_read, 3)
    order.saw(0, is_register=True)
    order.finish(0)
    assert has_come(order.wait_to_read, 1) and not has_come(order.wait_to_read, 2)
    order.finish(1)
    assert has_come(order.wait_to_read, 2) and has_come(order.wait_to_read, 3)
    order.stop()


def test_a_register_among_others_is_committed_before_what_follows_is_read(order: Order) -> None:
    order.saw(0, is_register=False)
    order.saw(2, is_register=True)
    assert has_come(order.wait_to_read, 1) and not has_come(order.wait_to_read, 3)
    for place in (0, 1, 2):
        order.finish(place)
    assert has_come(order.wait_to_read, 4)
    order.stop()


def test_turns_come_in_order_whoever_is_ready_first(order: Order) -> None:
    order.finish(1)
    assert has_come(order.wait_for_turn, 0) and not has_come(order.wait_for_turn, 2)
    order.finish(0)
    assert has_come(order.wait_for_turn, 2) and has_come(order.wait_for_turn, 0)
    order.stop()


def test_who_waits_when_it_is_stopped_waits_no_longer(order: Order) -> None:
    order.stop()
    with pytest.raises(LoadingStoppedError):
        order.wait_for_turn(1)


def test_small_nights_are_not_worth_another_process(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(40)]
    for path in paths:
        path.write_bytes(b"x")
    assert worth(paths[:15], 8) == 1 and worth(paths[:16], 8) == 2 and worth(paths, 8) == 5 and worth(paths, 2) == 2
    paths[0].write_bytes(b"x" * 2**26)
    assert worth(paths[:1], 8) == 1 and worth(paths[:2], 8) == 2 and worth([], 8) == 1
