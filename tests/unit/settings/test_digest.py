"""Who is told what a run came to: what the settings may say, and where passwords and addresses come from."""

import os
from pathlib import Path

import pytest

from par_metrics.errors import SettingsError
from par_metrics.settings.digest import DigestSettings, mail_password, webhook_secrets
from par_metrics.settings.settings import load_settings

SECRET = "mat-khau-rieng"
MAIL = 'to = ["canbo@vi.du"]\nsender = "par@vi.du"\nhost = "thu.vi.du"\n'


def settings_of(root: Path, text: str) -> DigestSettings:
    (root / "par-metrics.toml").write_text(f"[digest]\n{text}", encoding="utf-8")
    return load_settings(root).digest


def test_without_anybody_nobody_is_told(tmp_path: Path) -> None:
    assert not settings_of(tmp_path, "").is_set


def test_all_of_it(tmp_path: Path) -> None:
    told = settings_of(
        tmp_path,
        f'{MAIL}when = "problems"\nsecurity = "tls"\nuser = "par@vi.du"\npassword_file = ".mat-khau"\n'
        'link = "https://so-lieu.vi.du/"\n'
        '[digest.webhooks.chat]\nurl_file = ".dia-chi"\ntoken_file = ".ma"\nformat = "text"\n',
    )
    assert told.is_set and told.mail_port == 465 and told.webhooks["chat"].format == "text"
    assert told.private_files == (".mat-khau", ".dia-chi", ".ma")
    assert [settings_of(tmp_path, f'{MAIL}security = "{s}"').mail_port for s in ("starttls", "none")] == [587, 25]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('to = ["canbo@vi.du"]', "to needs host and sender"),
        ('host = "thu.vi.du"', "host needs to"),
        (MAIL.replace("canbo@vi.du", "canbo@vi.du>\\nBcc: x@vi.du"), "an address such as"),
        (MAIL.replace("par@vi.du", "par"), "an address such as"),
        (f'{MAIL}user = "par"\nsecurity = "none"', "no password"),
        (f'{MAIL}password = "{SECRET}"', "digest.password_file"),
        (f'{MAIL}when = "never"', "digest.when"),
        (f'[digest.webhooks.a]\nurl = "http://chat.vi.du/{SECRET}"', "not encrypted"),
        (f'[digest.webhooks.a]\nurl = "https://a:{SECRET}@chat.vi.du/"', "no user or password"),
        (f'[digest.webhooks.a]\nurl = "ftp://chat.vi.du/{SECRET}"', "https://host/path"),
        (f'[digest.webhooks.a]\nurl = "https://chat.vi.du:x/{SECRET}"', "https://host/path"),
        ('[digest.webhooks.a]\nurl = "https://chat.vi.du/"\nurl_file = "x"', "not both"),
        ('[digest.webhooks."Chat 1"]\nurl = "https://chat.vi.du/"', "digest.webhooks"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_secret_is_shown(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, text)
    assert said in caught.value.label.en
    assert not any(SECRET in words for words in caught.value.label)


def test_secrets_come_from_the_environment_before_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings_of(tmp_path, f'{MAIL}user = "par"\n[digest.webhooks.chat]\nurl = "https://cu.vi.du/"\n')
    with pytest.raises(SettingsError, match="PAR_METRICS_DIGEST_PASSWORD"):
        mail_password(tmp_path, told)
    monkeypatch.setenv("PAR_METRICS_DIGEST_PASSWORD", SECRET)
    monkeypatch.setenv("PAR_METRICS_DIGEST_URL_CHAT", f"https://moi.vi.du/{SECRET}")
    monkeypatch.setenv("PAR_METRICS_DIGEST_TOKEN_CHAT", SECRET)
    monkeypatch.setenv("PAR_METRICS_DIGEST__WHEN", "problems")
    told = load_settings(tmp_path).digest
    password, webhook = mail_password(tmp_path, told), webhook_secrets(tmp_path, "chat", told.webhooks["chat"])
    assert told.when == "problems" and webhook.host == "moi.vi.du" and webhook.token is not None
    assert password is not None and password.get_secret_value() == SECRET
    assert SECRET not in f"{told!r} {password!r} {webhook!r}"


def test_a_misspelt_variable_is_still_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_of(tmp_path, "")
    monkeypatch.setenv("PAR_METRICS_DIGEST_PASWORD", SECRET)
    with pytest.raises(SettingsError, match="PAR_METRICS_DIGEST_PASWORD"):
        load_settings(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    told = settings_of(tmp_path, '[digest.webhooks.chat]\nurl_file = ".dia-chi"\n')
    for mode, said in ((0o644, r"chmod 600 .*/\.dia-chi"), (0o600, "like https://host/path")):
        (tmp_path / ".dia-chi").write_text(f"{SECRET}\n", encoding="utf-8")
        (tmp_path / ".dia-chi").chmod(mode)
        with pytest.raises(SettingsError, match=said) as caught:
            webhook_secrets(tmp_path, "chat", told.webhooks["chat"])
        assert SECRET not in str(caught.value.label)
    (tmp_path / ".dia-chi").write_text("https://chat.vi.du/hooks/1\n", encoding="utf-8")
    assert webhook_secrets(tmp_path, "chat", told.webhooks["chat"]).host == "chat.vi.du"
