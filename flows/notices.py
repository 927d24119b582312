"""What people are told of a run: templates that the Prefect server fills in, Vietnamese first.

In a template `flow_run`, `flow` and `deployment` are those of the event, and the deployment's name is its unit; see
https://docs.prefect.io/v3/concepts/event-triggers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from prefect.settings import PREFECT_UI_URL

from schemas import Label

_FLOWS = {
    "nightly": Label("Lần chạy đêm", "The night"),
    "province": Label("Đêm toàn tỉnh", "The province's night"),
    "rebuild": Label("Lần dựng lại kho dữ liệu", "The rebuild"),
    "publish": Label("Lần công bố", "The publishing"),
}
_STATES = {
    "Completed": Label("hoàn thành", "completed"),
    "Failed": Label("không đạt", "failed"),
    "TimedOut": Label("quá thời gian cho phép", "ran out of time"),
    "Crashed": Label("bị ngắt giữa chừng", "was cut off"),
    "Cancelled": Label("đã bị huỷ", "was cancelled"),
    "Late": Label("đến giờ mà không tiến trình nào chạy", "was due, and no process ran it"),
    "Pending": Label("đang chờ", "waits"),
    "Running": Label("đang chạy", "runs"),
}


@dataclass(frozen=True)
class Notice:
    """One kind of message.

    Args:
        subject: template of one line.
        body: template of the text.
    """

    subject: str
    body: str

    @property
    def json(self) -> str:
        """Template of `{"text": "<subject>, <body>"}`, which most chats take."""
        return f"{{% set text %}}{self.subject}\n\n{self.body}{{% endset %}}" + '{"text": {{ text | tojson }}}'


def ended_badly() -> Notice:
    """Of a run that ended Failed or Crashed: what it says itself, problems first."""
    what, how = _word("flow.name", _FLOWS), _word("flow_run.state.name", _STATES)
    return Notice(
        f"{what.vi} {{{{ deployment.name }}}} {how.vi} / {what.en} of {{{{ deployment.name }}}} {how.en}",
        "Đơn vị / Unit: {{ deployment.name }}\nLần chạy / Run: {{ flow_run.name }}\n\n"
        "{{ flow_run.state.message or '' }}\n\n"
        f"Xem lần chạy / See the run: {_link()}",
    )


def silent(within: timedelta) -> Notice:
    """Of a unit whose last good night is too long ago."""
    hours = f"{within.total_seconds() / 3600:g}"
    state = _word("flow_run.state_name", _STATES)
    # One that never began has no name yet that says anything.
    name = "{% if flow_run.run_count %}{{ flow_run.name }} {% endif %}"
    return Notice(
        f"{hours} giờ qua {{{{ deployment.name }}}} không có đêm nào hoàn thành / "
        f"No night of {{{{ deployment.name }}}} has completed in {hours} hours",
        "Đơn vị / Unit: {{ deployment.name }}\n"
        f"Lần gần nhất / Last run: {name}{state.vi} / {state.en}\n\n"
        "Xem tiến trình phục vụ lịch (python -m flows.deployments) có đang chạy không, lịch có bị tạm dừng không.\n"
        "See whether the process that serves the schedule (python -m flows.deployments) runs, and whether the schedule "
        "is paused.\n\n"
        f"Xem lần chạy / See the run: {_link()}",
    )


LOST = Label(
    "Tiến trình không còn báo về: máy tắt, hết bộ nhớ hoặc bị dừng. Tệp chưa nạp vẫn ở inbox/, lần sau nạp tiếp; "
    "số liệu công bố lần trước vẫn giữ nguyên.",
    "The process is heard no more: the machine is off, out of memory, or it was killed. Files not loaded are still in "
    "inbox/, and the next run takes them; the figures published last stay.",
)
"""Why a run is marked Crashed."""

TRIAL = Notice(
    "par-metrics sẽ báo về đây / par-metrics will tell you here",
    "Từ nay bạn được báo khi một đêm không đạt, bị ngắt giữa chừng, hoặc không có đêm nào hoàn thành.\n"
    "From now on you are told when a night fails, is cut off, or when none has completed.",
)


def _word(name: str, words: Mapping[str, Label]) -> Label:
    """The expressions that give the word of what `name` holds, or that itself."""
    vi, en = {key: label.vi for key, label in words.items()}, {key: label.en for key, label in words.items()}
    return Label(f"{{{{ {vi}.get({name}, {name}) }}}}", f"{{{{ {en}.get({name}, {name}) }}}}")


def _link() -> str:
    """Of the pages as whoever sets it up sees them: the server may know itself by another name."""
    return f"{PREFECT_UI_URL.value()}/runs/flow-run/{{{{ flow_run.id }}}}"
