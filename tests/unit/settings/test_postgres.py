"""The settings of the PostgreSQL server, which hold no password, and where that comes from."""

import os
from pathlib import Path

import pytest

from par_metrics.errors import SettingsError
from par_metrics.settings.postgres import postgres_password
from par_metrics.settings.settings import load_settings

SECRET = "mat-khau-rieng"


def settings_of(root: Path, text: str):
    (root / "par-metrics.toml").write_text(text, encoding="utf-8")
    return load_settings(root).postgres


def test_without_a_database_nothing_is_sent(tmp_path: Path) -> None:
    assert not settings_of(tmp_path, "").is_set


def test_all_of_it(tmp_path: Path) -> None:
    told = settings_of(
        tmp_path,
        '[postgres]\nhost = "db.tinh.gov.vn"\nport = 5433\ndbname = "so_lieu"\nuser = "ghi"\nschema = "an_tuong"\n'
        'sslmode = "verify-full"\nsslrootcert = "ca.pem"\npassword_file = ".mat-khau"',
    )
    assert told.is_set and (told.port, told.schema_name, told.sslmode) == (5433, "an_tuong", "verify-full")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('host = "x"', "dbname is missing"),
        ('dbname = "x"\npassword = "mat-khau-rieng"', "postgres.password_file"),
        ('dbname = "postgresql://ghi:mat-khau-rieng@x/y"', "no connection string"),
        ('dbname = "y"\nhost = "host=x password=mat-khau-rieng"', "no connection string"),
        ('dbname = "x"\nschema = "public"', "schema of its own"),
        ('dbname = "x"\nschema = "Số liệu"', "schema of its own"),
        ('dbname = "x"\nschema = "x; drop"', "schema of its own"),
        ('dbname = "x"\nsslmode = "full"', "postgres.sslmode"),
        ('dbname = "x"\nport = 0', "postgres.port"),
        ('dbname = "x"\nshema = "y"', '"postgres.schema"'),
    ],
)
def test_what_is_wrong_is_named_and_a_password_is_not_shown(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, f"[postgres]\n{text}")
    assert said in caught.value.label.en
    assert not any(SECRET in words for words in caught.value.label)


def test_the_environment_sets_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAR_METRICS_POSTGRES__DBNAME", "so_lieu")
    monkeypatch.setenv("PAR_METRICS_POSTGRES__SCHEMA", "an_tuong")
    monkeypatch.setenv("PAR_METRICS_POSTGRES_PASSWORD", SECRET)
    told = settings_of(tmp_path, "")
    assert (told.dbname, told.schema_name) == ("so_lieu", "an_tuong") and SECRET not in repr(told)
    password = postgres_password(tmp_path, told)
    assert password is not None and password.get_secret_value() == SECRET and SECRET not in repr(password)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_password_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    told = settings_of(tmp_path, '[postgres]\ndbname = "x"\npassword_file = ".mat-khau"')
    with pytest.raises(SettingsError, match=r"there is no file .*\.mat-khau; or set PAR_METRICS_POSTGRES_PASSWORD"):
        postgres_password(tmp_path, told)
    file = tmp_path / "elsewhere"
    file.write_text(f"{SECRET}\r\n", encoding="utf-8")
    (tmp_path / ".mat-khau").symlink_to(file)
    for mode in (0o644, 0o640, 0o604):
        file.chmod(mode)
        with pytest.raises(SettingsError, match=r"chmod 600 .*\.mat-khau") as caught:
            postgres_password(tmp_path, told)
        assert SECRET not in str(caught.value)
    file.chmod(0o600)
    password = postgres_password(tmp_path, told)
    assert password is not None and password.get_secret_value() == SECRET
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\.mat-khau is empty"):
        postgres_password(tmp_path, told)
