"""Why a source, or one file of it, does not answer as it should, and what to do about it."""

from par_metrics.errors import ParMetricsError
from schemas import Label


class SourceError(ParMetricsError):
    """A source cannot be fetched from, or one file of it.

    `rule` names why; `waiting_helps` says whether the same may go well a little later. Texts of libraries are left
    out: they quote addresses and names.
    """

    def __init__(self, label: Label, rule: str, *, waiting_helps: bool = False) -> None:
        super().__init__(label, rule)
        self.waiting_helps = waiting_helps

    @property
    def is_of_whole_source(self) -> bool:
        """Whether the other files of the source fail for the same reason."""
        return self.rule in ("unreachable", "denied", "out_of_time")


def unreachable(what: str) -> SourceError:
    """No connection, or one that broke.

    Args:
        what: the class of the error, or the status of the answer.
    """
    return SourceError(
        Label(
            f"không kết nối được ({what}). Kiểm tra mạng và máy chủ; lần chạy sau sẽ thử lại",
            f"it cannot be reached ({what}). Check the network and the server; the next run tries again",
        ),
        "unreachable",
        waiting_helps=True,
    )


def failing(what: str) -> SourceError:
    """It answers that it failed, perhaps at this file alone.

    Args:
        what: the status of the answer.
    """
    return SourceError(
        Label(
            f"máy chủ báo lỗi ({what}). Lần chạy sau sẽ thử lại; nếu lặp lại, báo nơi quản lý nguồn",
            f"the server says that it failed ({what}). The next run tries again; if that happens again, tell who runs "
            "the source",
        ),
        "failing",
        waiting_helps=True,
    )


def denied(given: Label) -> SourceError:
    """What was given is not taken.

    Args:
        given: what the source was asked with, such as its password.
    """
    return SourceError(
        Label(
            f"nguồn không nhận {given.vi}. Xin cấp lại rồi đặt vào biến môi trường hoặc secrets_file",
            f"the source does not take {given.en}. Ask for another, and put it into the environment or secrets_file",
        ),
        "denied",
    )


def not_there() -> SourceError:
    """There is no such folder, bucket or file."""
    return SourceError(
        Label(
            "không có thư mục hay tệp này ở nguồn. Kiểm tra url trong cài đặt; nếu là ổ mạng thì kết nối lại",
            "the source has no such folder or file. Check url in the settings; connect a network drive again",
        ),
        "not_there",
    )


def not_permitted() -> SourceError:
    """The account may not read it."""
    return SourceError(
        Label(
            "tài khoản không có quyền đọc. Xin nơi quản lý nguồn cấp quyền đọc",
            "the account may not read it. Ask who runs the source for the right to read",
        ),
        "not_permitted",
    )


def not_readable(what: str) -> SourceError:
    """It answers what is no listing and no file.

    Args:
        what: the class of the error, or the status of the answer.
    """
    return SourceError(
        Label(
            f"nguồn trả lời không đúng ({what}). Kiểm tra url trong cài đặt, hỏi nơi quản lý nguồn",
            f"the source answers wrongly ({what}). Check url in the settings, ask who runs the source",
        ),
        "not_readable",
    )


def half(size: int | None) -> SourceError:
    """A file that broke off.

    Args:
        size: of the whole file, where the source tells it.
    """
    of = Label("", "") if size is None else Label(f" (cả tệp {size} byte)", f" (the whole has {size} bytes)")
    return SourceError(
        Label(
            f"nguồn chỉ gửi một phần tệp{of.vi}, không đưa vào inbox. Lần chạy sau lấy lại; nếu lặp lại, báo nơi quản "
            "lý nguồn",
            f"the source sent only a part of it{of.en}; it is not put into the inbox. The next run fetches it again; "
            "if that happens again, tell who runs the source",
        ),
        "half_a_file",
        waiting_helps=True,
    )


def changed() -> SourceError:
    """A file that somebody writes while it is fetched."""
    return SourceError(
        Label(
            "tệp thay đổi trong lúc lấy, không đưa vào inbox. Lần chạy sau lấy lại khi đã ghi xong",
            "it changed while it was fetched; it is not put into the inbox. The next run fetches it again",
        ),
        "changed",
        waiting_helps=True,
    )


def damaged() -> SourceError:
    """A file whose checksum is not the one that the source tells."""
    return SourceError(
        Label(
            "mã kiểm tra SHA-256 khác mã nguồn báo, không đưa vào inbox. Lần chạy sau lấy lại; nếu lặp lại, báo nơi "
            "quản lý nguồn",
            "its SHA-256 is not the one that the source tells, and it is not put into the inbox. The next run fetches "
            "it again; if that happens again, tell who runs the source",
        ),
        "damaged",
        waiting_helps=True,
    )


def too_large(size: int, limit: int) -> SourceError:
    """A file beyond what one may unpack to."""
    return SourceError(
        Label(
            f"lớn hơn mức cho phép ({size}/{limit} byte). Xuất theo từng kỳ ngắn hơn, hoặc tăng limits.unpacked_gb "
            "trong cài đặt",
            f"it is larger than it may be ({size} of {limit} bytes). Export shorter periods, or raise "
            "limits.unpacked_gb in the settings",
        ),
        "too_large",
    )


def no_size() -> SourceError:
    """An answer of which nobody can tell whether it is whole."""
    return SourceError(
        Label(
            "nguồn không cho biết cỡ tệp nên không biết đã nhận đủ chưa. Nhờ nơi quản lý nguồn bật Content-Length",
            "the source does not tell the size, so that nobody knows whether it is whole. Ask who runs the source for "
            "Content-Length",
        ),
        "no_size",
    )


def out_of_time(minutes: float) -> SourceError:
    """The source took longer than it may."""
    return SourceError(
        Label(
            f"quá {minutes:g} phút, phần còn lại lần chạy sau sẽ lấy. Tăng timeout_minutes trong cài đặt nếu nguồn vốn "
            "chậm",
            f"it took more than {minutes:g} minutes; the next run fetches the rest. Raise timeout_minutes in the "
            "settings if the source is slow by nature",
        ),
        "out_of_time",
    )
