"""The flows' own command lines say what they do in Vietnamese first."""

import pytest

from flows import automations, deployments, nightly, province


@pytest.mark.parametrize(
    ("main", "first"),
    [
        (nightly.main, "Nạp các tệp trong inbox"),
        (province.main, "Chạy đêm của mọi đơn vị"),
        (deployments.main, "Đăng ký lịch chạy đêm"),
        (automations.main, "Để máy chủ Prefect báo"),
    ],
    ids=["nightly", "province", "deployments", "automations"],
)
def test_help_is_vietnamese_first_and_english_beside(
    main, first: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith("Cách dùng / Usage: python -m flows.")
    about = next(line for line in shown.splitlines() if line.startswith(first))
    options = [line for line in shown.partition("Tùy chọn / Options:")[2].splitlines() if line.strip()]
    assert len(options) > 2 and all(" / " in line for line in [about, *options])
    assert "show this help message" not in shown
