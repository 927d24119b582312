"""Steps of long work, and who hears of them."""

import pytest

from par_metrics.support.steps import Step, heard_by, in_steps
from schemas import Label


def label(item: object) -> Label:
    return Label(f"bước {item}", f"step {item}")


def test_each_step_is_told_as_it_begins_and_the_end_of_the_whole() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        for number, item in enumerate(in_steps("ab", label)):
            assert told[-1] == Step(label(item), number / 2)
    assert told[2:] == [None]


def test_steps_within_a_step_are_parts_of_it() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        for outer in in_steps("ab", label):
            for _ in in_steps([1, 2, 3, 4] if outer == "b" else [1], label):
                pass
    shares = [step.share for step in told if step is not None]
    assert shares == [0, 0, 0.5, 0.5, 0.625, 0.75, 0.875]
    assert told.count(None) == 1 and told[-1] is None


def test_a_step_takes_its_share_by_its_size() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        list(in_steps([1, 8, 1], label, size=float))
    assert [step and round(step.share, 9) for step in told] == [0, 0.1, 0.9, None]
    assert all(step.is_measured for step in told if step)


def test_steps_of_which_one_alone_has_a_size_are_counted_only() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        for _ in in_steps("ab", label):
            list(in_steps([1, 2], label, size=float))
    assert not any(step.is_measured for step in told if step)


def test_a_step_within_one_that_is_all_there_is_does_not_end_it() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        for _ in in_steps("a", label):
            list(in_steps([1, 2], label))
            list(in_steps([3], label))
    assert [step and step.name.en for step in told] == ["step a", "step 1", "step 2", "step 3", None]


def test_work_that_breaks_off_is_over_too() -> None:
    told: list[Step | None] = []
    with heard_by(told.append), pytest.raises(ZeroDivisionError):
        list(map((1).__truediv__, in_steps([1, 0], label)))
    assert told[-1] is None
    with heard_by(told.append):
        list(in_steps([1], label))
    assert told[-2] == Step(label(1), 0.0)


def test_nothing_to_do_is_over_at_once_and_nobody_need_listen() -> None:
    told: list[Step | None] = []
    with heard_by(told.append):
        assert list(in_steps([], label)) == []
    assert told == [None]
    assert list(in_steps([1, 2], label)) == [1, 2] and told == [None]
