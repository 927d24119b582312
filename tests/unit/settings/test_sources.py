"""Where exports are fetched from, and what is secret of it."""

from pathlib import Path

import pytest

from par_metrics.errors import SettingsError
from par_metrics.settings.making import init_workspace
from par_metrics.settings.secrets import secrets_of
from par_metrics.settings.settings import load_settings
from par_metrics.settings.sources import SourceSettings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init_workspace(tmp_path / "ws", unit="H60.101")
    return tmp_path / "ws"


def source_of(root: Path, text: str, name: str = "cong") -> SourceSettings:
    (root / "par-metrics.toml").write_text(f"[sources.{name}]\n{text}", encoding="utf-8")
    return load_settings(root).sources[name]


@pytest.mark.parametrize(
    "text",
    [
        'url = "file:///mnt/chung"',
        'url = "sftp://cong@host:2222/xuat"\nkey_file = "key"\nknown_hosts = "hosts"',
        'url = "s3://bucket/nightly"\nendpoint_url = "https://minio.example:9000"\nregion = "vn"',
        'url = "https://host/xuat/"\npattern = "*.xlsx"\nsecrets_file = "secrets.toml"',
        'url = "http://127.0.0.1:8000/"',
        'url = "http://[::1]:8000/"',
    ],
)
def test_a_source_is_an_address_and_what_its_protocol_knows(root: Path, text: str) -> None:
    assert source_of(root, text).url in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('url = "ftp://host/x"', "url phải là file:///thư-mục"),
        ('url = "file://other/x"', "url phải là file:///thư-mục"),
        ('url = "//may-chu/xuat"', "ổ mạng thì kết nối trước, rồi ghi file:///mnt/"),
        ('url = "/mnt/chung"', "url phải là file:///thư-mục"),
        ('url = "https://host:port/x"', "url phải là file:///thư-mục"),
        ('url = "sftp://u:SECRET1@host/x"', "url không được chứa mật khẩu hay mã"),
        ('url = "https://SECRET1@host/x"', "url không được chứa mật khẩu hay mã"),
        ('url = "sftp://host/x"', "url của SFTP phải nêu tài khoản"),
        ('url = "http://host/x"', "http:// không mã hóa nên chỉ dùng cho chính máy này"),
        ('url = "http://10.0.0.1/x"', "http:// không mã hóa nên chỉ dùng cho chính máy này"),
        ('url = "s3://b/x"\nendpoint_url = "http://minio/"', "http:// không mã hóa nên chỉ dùng cho chính máy này"),
        ('url = "https://host/x"\nkey_file = "k"', "key_file không dùng với https://"),
        ('url = "file:///x"\nsecrets_file = "k"', "secrets_file không dùng với file://"),
        ('url = "file:///x"\nsettle_seconds = -1', '"sources.cong.settle_seconds" không hợp lệ'),
        (
            'url = "file:///x"\npaterns = "*"',
            'không có cài đặt nào tên "sources.cong.paterns". Gần nhất: "sources.cong.pattern"',
        ),
        (
            'url = "file:///x"\ntoken = "SECRET1"',
            '"sources.cong.token" không ghi ở đây, vì cài đặt không giữ bí mật',
        ),
    ],
)
def test_what_is_wrong_is_said_without_what_may_be_secret(root: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as told:
        source_of(root, text)
    assert said in told.value.label.vi and "SECRET1" not in str(told.value.label)


def test_a_name_can_be_a_part_of_a_file_and_of_a_variable(root: Path) -> None:
    for name in ('"Cổng"', '"../x"', "a-b", '""', "CONG"):
        with pytest.raises(SettingsError):
            source_of(root, 'url = "file:///x"', name)


def test_a_secret_is_of_the_environment_before_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(root, 'url = "s3://bucket/x"\nsecrets_file = "s3.toml"')
    (root / "s3.toml").write_text('key = "file-key"\nsecret = "file-secret"\n')
    (root / "s3.toml").chmod(0o600)
    monkeypatch.setenv("PAR_METRICS_SOURCE_CONG_SECRET", "SECRET1")
    load_settings(root)  # the variable is none of the settings, and no mistake
    found = secrets_of(root, "cong", source)
    assert found.key is not None and found.key.get_secret_value() == "file-key"
    assert found.secret is not None and found.secret.get_secret_value() == "SECRET1"
    assert "SECRET1" not in repr(found) and "file-key" not in repr(found)


def test_a_variable_that_names_no_secret_is_an_unknown_setting(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAR_METRICS_SOURCE_CONG_TOKN", "SECRET1")
    with pytest.raises(SettingsError, match="PAR_METRICS_SOURCE_CONG_TOKN"):
        load_settings(root)


def test_a_file_that_others_can_read_is_refused_with_what_to_do(root: Path) -> None:
    source = source_of(root, 'url = "https://host/x"\nsecrets_file = "s.toml"')
    with pytest.raises(SettingsError, match=r"there is no file .*s\.toml"):
        secrets_of(root, "cong", source)
    (root / "s.toml").write_text('token = "SECRET1"\n')
    (root / "s.toml").chmod(0o640)
    with pytest.raises(SettingsError, match=r"run chmod 600 .*s\.toml"):
        secrets_of(root, "cong", source)


@pytest.mark.parametrize("text", ["SECRET1", 'tokn = "SECRET1"', 'password = "SECRET1"', "token = 5"])
def test_a_file_of_anything_else_is_refused_without_what_it_holds(root: Path, text: str) -> None:
    source = source_of(root, 'url = "https://host/x"\nsecrets_file = "s.toml"')
    (root / "s.toml").write_text(text)
    (root / "s.toml").chmod(0o600)
    with pytest.raises(SettingsError) as told:
        secrets_of(root, "cong", source)
    assert 'token = "…"' in told.value.label.vi and "SECRET1" not in str(told.value.label)


def test_what_a_source_cannot_do_without_is_named(root: Path) -> None:
    with pytest.raises(SettingsError, match="PAR_METRICS_SOURCE_CONG_PASSWORD"):
        secrets_of(root, "cong", source_of(root, 'url = "sftp://u@host/x"'))
    with pytest.raises(SettingsError, match="PAR_METRICS_SOURCE_CONG_KEY, PAR_METRICS_SOURCE_CONG_SECRET"):
        secrets_of(root, "cong", source_of(root, 'url = "s3://bucket/x"'))
    secrets_of(root, "cong", source_of(root, 'url = "sftp://u@host/x"\nkey_file = "k"'))
    secrets_of(root, "cong", source_of(root, 'url = "https://host/x"'))
