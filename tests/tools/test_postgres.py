"""The published tables in a PostgreSQL server of the tests' own."""

import json
import math
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest

from flows.sending import send_to_server
from par_metrics import Workspace
from par_metrics.cli.entry import run as command
from par_metrics.operations import nightly
from par_metrics.operations.sending import Sending, send
from par_metrics.publish import latest
from par_metrics.publish.manifest import MANIFEST, fingerprint
from par_metrics.publish.outputs.database import write_database
from par_metrics.publish.outputs.postgres import columns as published_columns
from par_metrics.publish.outputs.postgres.send import Sent, send_latest
from par_metrics.publish.outputs.postgres.server import Server, ServerError
from tests.support.exports import DOSSIERS_OF_UNKNOWN_UNIT, drop
from tests.support.postgres_server import PASSWORDS, SUPERUSER, VIEWER, WRITER, PostgresServer
from tests.support.workspaces import small_workspace

DATABASE = "so_lieu"
VARIABLE = "PAR_METRICS_POSTGRES_PASSWORD"


@pytest.fixture
def database(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv(VARIABLE, PASSWORDS[WRITER])
    with postgres.database(DATABASE) as name:
        yield name


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with its first run; tests copy it."""
    ws = small_workspace(tmp_path_factory.mktemp("published") / "ws")
    assert ws.publish("2026-04-01", run_id="r1").published
    return ws.root


@pytest.fixture
def ws(published: Path, tmp_path: Path, postgres: PostgresServer, database: str) -> Workspace:
    return of_server(shutil.copytree(published, tmp_path / "ws", symlinks=True), postgres)


def of_server(root: Path, postgres: PostgresServer, *further: str) -> Workspace:
    settings = root / "par-metrics.toml"
    named = ('host = "127.0.0.1"', f"port = {postgres.port}", f'dbname = "{DATABASE}"', f'user = "{WRITER}"', *further)
    text = settings.read_text(encoding="utf-8").partition("\n[postgres]")[0]
    settings.write_text("\n".join([text, "[postgres]", *named, ""]), encoding="utf-8")
    return Workspace(root)


def sent(ws: Workspace, *, again: bool = False) -> Sending:
    done = send(ws, again=again)
    assert done is not None
    assert not done.failed, done.said.en
    return done


def rows(postgres: PostgresServer, query: str, user: str = SUPERUSER) -> list[tuple[Any, ...]]:
    with postgres.connect(user, DATABASE) as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]


def in_order(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True, default=repr))


# --- what stands there -------------------------------------------------------------------


def test_every_table_says_what_was_published(demo: Workspace, tmp_path: Path, postgres: PostgresServer, database: str):
    ws = of_server(shutil.copytree(demo.root, tmp_path / "demo", symlinks=True), postgres)
    sent(ws)
    there = {name for (name,) in rows(postgres, "SELECT tablename FROM pg_tables WHERE schemaname = 'par_metrics'")}
    with duckdb.connect(ws.root / "published/latest/metrics.duckdb", read_only=True) as run:
        tables = [name for (name,) in run.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        assert there == {*tables, "runs"}
        for table in tables:
            names = [name for name, *_ in run.execute(f"DESCRIBE {table}").fetchall()]
            of_json = [names.index(name) for name in published_columns.JSON_COLUMNS.get(table, ())]
            wanted = [
                tuple(
                    json.loads(cell) if place in of_json and cell is not None else cell
                    for place, cell in enumerate(row)
                )
                for row in run.execute(f"FROM {table}").fetchall()
            ]
            found = rows(postgres, f"SELECT {', '.join(chr(34) + n + chr(34) for n in names)} FROM par_metrics.{table}")
            assert in_order(found) == in_order(wanted), table
    figures = pl.read_parquet(ws.root / "published/latest/indicators.parquet").drop("excluded")
    found = rows(postgres, f"SELECT {', '.join(figures.columns)} FROM par_metrics.indicators")
    assert in_order(found) == in_order(figures.rows()) and len(found) > 5000


def test_text_that_is_json_is_jsonb_and_no_other(demo: Workspace):
    """Of every table of a real run: a column all of whose texts are objects or lists is said to be JSON."""
    with duckdb.connect(demo.root / "published/latest/metrics.duckdb", read_only=True) as run:
        texts = run.execute(
            "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() USING (table_name) "
            "WHERE data_type = 'VARCHAR'"
        ).fetchall()
        found = set()
        for table, column in texts:
            is_json = f'bool_and(json_valid("{column}") AND regexp_matches("{column}", \'^[\\[{{]|^null$\'))'
            if run.execute(f"SELECT {is_json} FROM {table}").fetchall() == [(True,)]:
                found.add((table, column))
    assert found == {(table, name) for table, names in published_columns.JSON_COLUMNS.items() for name in names}


def test_the_run_stands_beside_its_tables(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    query = "SELECT run_id, unit_code, as_of, state, gates->0->>'id', manifest, tables FROM par_metrics.runs"
    ((run_id, unit, as_of, state, gate, manifest, tables),) = rows(postgres, query)
    assert (run_id, unit, as_of, state, gate) == ("r1", "H60.101", datetime(2026, 4, 1), "published", "accounting")
    assert manifest == fingerprint(ws.root / "published/r1" / MANIFEST)["sha256"] and "indicators" in tables
    ((card, at),) = rows(postgres, "SELECT count(*), min(run_id) FROM par_metrics.scorecard_latest")
    assert (card, at) == (rows(postgres, "SELECT count(*) FROM par_metrics.scorecard")[0][0], "r1")
    overdue = rows(postgres, "SELECT dossier_code FROM par_metrics.at_risk WHERE state = 'overdue' ORDER BY 1")
    assert rows(postgres, "SELECT dossier_code FROM par_metrics.overdue ORDER BY 1") == overdue


def test_tables_and_columns_are_called_by_their_words(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    found = rows(
        postgres,
        "SELECT c.relname, c.relkind, a.attname, col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class') "
        "FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 "
        "WHERE relnamespace = 'par_metrics'::regnamespace AND relkind IN ('r', 'v')",
    )
    said = {(table, column): words for table, kind, column, words, _ in found if kind == "r"}
    assert len(said) > 150
    assert [place for place, words in said.items() if not words or words == place[1]] == []
    assert said["indicators", "numerator"] == "Tử số" and said["pace", "level"] == "Độ tin cậy của khoảng dự báo"
    assert said["catalogue", "label_en"] == "Tên (tiếng Anh)"
    assert [table for table, *_, about in found if about in (None, table)] == []


def test_a_key_holds_and_what_is_needed_is_there(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    twice = "INSERT INTO par_metrics.indicators SELECT * FROM par_metrics.indicators WHERE is_total LIMIT 1"
    with postgres.connect(WRITER, DATABASE) as connection:
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(twice)
        connection.rollback()
        with pytest.raises(psycopg.errors.NotNullViolation):
            connection.execute("UPDATE par_metrics.indicators SET period = NULL")


# --- values ------------------------------------------------------------------------------

HOSTILE = [
    "'); DROP TABLE par_metrics.indicators; --",
    "x\n\\.\ny",
    "\\.",
    "\\N",
    "NULL",
    "",
    '"',
    'a","b',
    "a\r\nb\tc",
    "=HYPERLINK(1)",
    "Nguyễn 🙂 e\u0301",
    " ",
    None,
]


def by_hand(folder: Path, tables: dict[str, pl.DataFrame], run_id: str = "h1") -> Path:
    """A published run of these tables."""
    run = folder / run_id
    run.mkdir(parents=True)
    write_database(tables, run / "metrics.duckdb")
    stated = {
        "run_id": run_id,
        "state": "published",
        "as_of": "2026-04-01T00:00:00",
        "known_at": None,
        "started_at": "2026-04-01T00:00:00",
        "gates": [{"id": "plausible", "accepted": [{"reason": "\"'; \\"}]}],
        "software": {},
        "files": [fingerprint(run / "metrics.duckdb")],
    }
    (run / MANIFEST).write_text(json.dumps(stated), encoding="utf-8")
    sealed = fingerprint(run / MANIFEST)["sha256"]
    latest.switch(folder, run_id, {"run_id": run_id, "path": run_id, "as_of": stated["as_of"], "manifest": sealed})
    return folder


@pytest.fixture
def server(postgres: PostgresServer, database: str) -> Server:
    return server_of(postgres)


def server_of(postgres: PostgresServer, **further: Any) -> Server:
    from pydantic import SecretStr

    named = {"host": "127.0.0.1", "port": postgres.port, "dbname": DATABASE, "user": WRITER}
    return Server(named | further, SecretStr(PASSWORDS[WRITER]), "par_metrics")


NEEDED = {
    "scorecard": pl.DataFrame(
        schema=dict.fromkeys(
            ("plan_row", "index", "title", "indicator", "owner", "unit_code", "status", "state", "evidence", "period"),
            pl.String,
        )
        | dict.fromkeys(("numerator", "denominator", "value", "target", "trend"), pl.Float64)
        | {"refused": pl.Int64, "as_of": pl.Datetime("us")}
    ),
    "catalogue": pl.DataFrame(schema=dict.fromkeys(("indicator", "label_vi", "unit"), pl.String)),
    "units": pl.DataFrame(schema=dict.fromkeys(("unit_code", "unit_name"), pl.String)),
    "at_risk": pl.DataFrame(
        schema=dict.fromkeys(
            ("dossier_code", "unit_code", "procedure_code", "procedure_name", "due_by", "state"), pl.String
        )
        | dict.fromkeys(("received_at", "due_at"), pl.Datetime("us"))
        | {"working_days_left": pl.Int32, "is_calendar_announced": pl.Boolean}
    ),
}
"""What the views look at."""


def test_every_type_and_any_text_comes_as_it_is(tmp_path: Path, server: Server, postgres: PostgresServer):
    n = len(HOSTILE)
    floats = [0.1 + 0.2, 1e-300, -1.7976931348623157e308, 5e-324, -0.0, 2.0**53 + 2, 1 / 3]
    kinds = pl.DataFrame(
        {
            "text": HOSTILE,
            "number": [*floats, *[None] * (n - len(floats))],
            "whole": pl.Series([2**63 - 1, -(2**63), *[None] * (n - 2)], dtype=pl.Int64),
            "small": pl.Series([None] * (n - 1) + [7], dtype=pl.Int32),
            "row": pl.Series([2**32 - 1] + [None] * (n - 1), dtype=pl.UInt32),
            "exact": pl.Series([Decimal("0.10"), *[None] * (n - 1)], dtype=pl.Decimal(20, 2)),
            "is_so": [True, False, *[None] * (n - 2)],
            "day": [date(1, 1, 1), date(9999, 12, 31), *[None] * (n - 2)],
            "at": [datetime(2026, 4, 1, 23, 59, 59, 999999), *[None] * (n - 1)],
            "list": [["a", 'q"'], [], *[None] * (n - 2)],
            "struct": [{"name": "Ủy ban", "count": 3}, *[None] * (n - 1)],
        }
    )
    excluded = ['{"a": 1}', "[]", '{"nul": "\\u0000"}', '{"vi": "Ủy ban \\n"}', *[None] * (n - 4)]
    loads = pl.DataFrame({"load_id": [f"{k}" for k in range(n)], "files": excluded, "file": ["x\x00y"] * n})
    send_latest(by_hand(tmp_path, NEEDED | {"kinds": kinds, "loads": loads}), server, None)

    found = rows(postgres, "SELECT * FROM par_metrics.kinds ORDER BY text NULLS LAST")
    wanted = sorted(kinds.rows(), key=lambda row: (row[0] is None, (row[0] or "").encode()))
    assert found == wanted
    assert [math.copysign(1, row[1]) for row in found if row[1] == 0] == [-1]
    types = dict(
        rows(postgres, "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'kinds'")
    )
    assert types == {
        "text": "text",
        "number": "double precision",
        "whole": "bigint",
        "small": "integer",
        "row": "bigint",
        "exact": "numeric",
        "is_so": "boolean",
        "day": "date",
        "at": "timestamp without time zone",
        "list": "jsonb",
        "struct": "jsonb",
    }
    files = [files for (files,) in rows(postgres, "SELECT files FROM par_metrics.loads ORDER BY load_id::int")]
    assert files[:5] == [{"a": 1}, [], {"nul": "\ufffd"}, {"vi": "Ủy ban \n"}, None]
    assert rows(postgres, "SELECT DISTINCT file FROM par_metrics.loads") == [("x\ufffdy",)]


def test_a_later_version_adds_columns_and_drops_none(tmp_path: Path, server: Server, postgres: PostgresServer):
    units = pl.DataFrame({"unit_code": ["a"], "unit_name": ["A"], "former": ["x"]})
    plan = pl.DataFrame({"plan_row": ["1"], "title_vi": ["T"]})
    send_latest(by_hand(tmp_path / "1", NEEDED | {"units": units, "plan": plan}), server, None)
    postgres.run("ALTER TABLE par_metrics.units ALTER COLUMN former SET NOT NULL", dbname=DATABASE)
    later = pl.DataFrame({"unit_code": ["a"], "unit_name": ["A"], "level": ["commune"]})
    send_latest(by_hand(tmp_path / "2", NEEDED | {"units": later}, "h2"), server, None)
    found = rows(postgres, "SELECT unit_code, unit_name, former, level FROM par_metrics.units")
    assert found == [("a", "A", None, "commune")]
    assert rows(postgres, "SELECT * FROM par_metrics.plan") == [], "a table that is no more has no former figures"


# --- readers -----------------------------------------------------------------------------


def test_a_second_run_takes_the_place_of_the_first(ws: Workspace, postgres: PostgresServer):
    assert "wrote r1" in sent(ws).said.en
    assert "has r1 already" in sent(ws).said.en
    assert ws.publish("2026-04-02", run_id="r2").published
    assert "wrote r2" in sent(ws).said.en
    assert rows(postgres, "SELECT DISTINCT as_of FROM par_metrics.indicators") == [(datetime(2026, 4, 2),)]
    figures = pl.read_parquet(ws.root / "published/r2/indicators.parquet")
    assert rows(postgres, "SELECT count(*) FROM par_metrics.indicators") == [(figures.height,)]
    assert rows(postgres, "SELECT run_id FROM par_metrics.runs") == [("r2",)]


def test_a_long_report_keeps_its_run_and_holds_nobody_up(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    query = "SELECT s.as_of, r.run_id FROM par_metrics.scorecard_latest s, par_metrics.runs r LIMIT 1"
    with postgres.connect(SUPERUSER, DATABASE) as report:
        report.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        whole = "SELECT * FROM par_metrics.indicators ORDER BY indicator, period, unit_code"
        first, figures = report.execute(query).fetchall(), report.execute(whole).fetchall()
        ws.publish("2026-04-02", run_id="r2")
        assert "wrote r2" in sent(ws).said.en, "the report is still open"
        assert report.execute(query).fetchall() == first == [(datetime(2026, 4, 1), "r1")]
        assert report.execute(whole).fetchall() == figures
    assert rows(postgres, query) == [(datetime(2026, 4, 2), "r2")]


def test_what_a_builder_of_dashboards_made_stays(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    postgres.run(
        "CREATE SCHEMA bang",
        "CREATE VIEW bang.dung_han AS SELECT * FROM par_metrics.scorecard_latest WHERE indicator = 'on_time_rate'",
        "CREATE VIEW par_metrics.cua_toi AS SELECT max(as_of) AS as_of FROM par_metrics.indicators",
        f"GRANT SELECT ON par_metrics.units TO {VIEWER}",
        f"GRANT USAGE ON SCHEMA par_metrics TO {VIEWER}",
        "REVOKE SELECT ON par_metrics.rejects FROM par_reader",
        "CREATE INDEX ON par_metrics.indicators (period)",
        dbname=DATABASE,
    )
    ws.publish("2026-04-02", run_id="r2")
    sent(ws)
    assert rows(postgres, "SELECT DISTINCT run_id FROM bang.dung_han") == [("r2",)]
    assert rows(postgres, "SELECT * FROM par_metrics.cua_toi") == [(datetime(2026, 4, 2),)]
    assert len(rows(postgres, "SELECT * FROM par_metrics.units", VIEWER)) == 2
    taken = "SELECT has_table_privilege('par_reader', 'par_metrics.rejects', 'SELECT')"
    assert rows(postgres, taken) == [(False,)], "what an administrator took away is not given again"


def test_two_that_write_at_once_leave_one_run(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    before = rows(postgres, "SELECT count(*) FROM par_metrics.rejects UNION ALL SELECT count(*) FROM par_metrics.loads")
    done: list[Sending] = []
    writers = [threading.Thread(target=lambda: done.append(sent(ws, again=True))) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(done) == 4
    after = rows(postgres, "SELECT count(*) FROM par_metrics.rejects UNION ALL SELECT count(*) FROM par_metrics.loads")
    assert after == before and rows(postgres, "SELECT count(*) FROM par_metrics.runs") == [(1,)]


def test_a_reader_may_look_and_nothing_else(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    postgres.run(f"GRANT par_reader TO {VIEWER}", dbname=DATABASE)
    for relation in ("indicators", "runs", "overdue", "scorecard_latest"):
        rows(postgres, f"SELECT * FROM par_metrics.{relation}", VIEWER)
    with postgres.connect(WRITER, DATABASE, autocommit=True) as connection:
        connection.execute("CREATE TABLE par_metrics.later (a int)")
    assert rows(postgres, "SELECT * FROM par_metrics.later", VIEWER) == []
    for forbidden in (
        "INSERT INTO par_metrics.units (unit_code) VALUES ('x')",
        "UPDATE par_metrics.runs SET state = 'x'",
        "DELETE FROM par_metrics.indicators",
        "TRUNCATE par_metrics.indicators",
        "CREATE TABLE par_metrics.mine (a int)",
        "CREATE VIEW par_metrics.mine AS SELECT 1",
        "DROP TABLE par_metrics.units",
        "ALTER TABLE par_metrics.units ADD COLUMN x int",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(postgres, forbidden, VIEWER)


def test_who_may_make_no_role_is_told_and_the_rest_goes_on(ws: Workspace, postgres: PostgresServer):
    postgres.run(f"ALTER ROLE {WRITER} NOCREATEROLE")
    try:
        done = sent(ws)
        assert len(done.notes) == 1 and "CREATE ROLE par_reader" in done.notes[0].vi
        assert rows(postgres, "SELECT run_id FROM par_metrics.runs") == [("r1",)]
        postgres.run("CREATE ROLE par_reader", f"GRANT par_reader TO {VIEWER}", dbname=DATABASE)
        assert sent(ws, again=True).notes == ()
        assert rows(postgres, "SELECT run_id FROM par_metrics.runs", VIEWER) == [("r1",)]
    finally:
        postgres.run(f"ALTER ROLE {WRITER} CREATEROLE")


# --- what goes wrong ---------------------------------------------------------------------


def failure(ws: Workspace) -> Sending:
    """What is told; no password is in it."""
    done = send(ws, again=True)
    assert done is not None and done.failed
    shown = f"{done!r} {done.said.vi} {done.said.en}"
    assert not any(password in shown for password in (*PASSWORDS.values(), "sai-mat-khau"))
    assert "\n" not in done.said.vi + done.said.en and "published/" in done.said.en
    return done


def test_a_server_that_is_down_is_told_and_the_next_night_writes(
    ws: Workspace, postgres: PostgresServer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    ws.publish("2026-04-02", run_id="r2")
    postgres.stop()
    try:
        done = failure(ws)
        assert done.passes and "máy chủ tắt" in done.said.vi
        summary = nightly.run(ws.root, "2026-04-03")
        assert summary.published is not None and not summary.ok and summary.sending == done
        assert f"! {done.said.vi}" in summary.text("vi").splitlines()
        assert command(["--workspace", str(ws.root), "--lang", "vi", "publish", "--as-of", "2026-04-04"]) == 1
        told = capfd.readouterr()
        assert "Đã công bố" in told.err and "máy chủ tắt" in told.err
        assert PASSWORDS[WRITER] not in told.out + told.err + caplog.text
    finally:
        postgres.start()
    summary = nightly.run(ws.root, "2026-04-05")
    assert summary.ok and summary.sending is not None and "wrote" in summary.sending.said.en
    assert rows(postgres, "SELECT run_id FROM par_metrics.runs") == [(summary.run_id,)]
    again = nightly.run(ws.root, "2026-04-05T00:00:01")
    assert again.sending is not None and again.is_new is ("wrote" in again.sending.said.en)


@pytest.mark.parametrize(
    ("further", "told"),
    [
        ({"user": "khong_ai"}, "password"),
        ({"dbname": "khong_co"}, "no such database"),
        ({"host": "khong-co.invalid"}, "no host of that name"),
        ({"sslmode": "verify-full", "sslrootcert": "/khong-co.pem"}, "TLS is not as sslmode wants it"),
        ({"sslmode": "verify-full", "sslrootcert": "system"}, "TLS is not as sslmode wants it"),
        ({"port": 1}, "cannot be reached"),
    ],
)
def test_what_the_server_refuses_is_named(
    tmp_path: Path, postgres: PostgresServer, database: str, further: dict[str, Any], told: str
):
    with pytest.raises(ServerError, match=told) as raised:
        send_latest(by_hand(tmp_path, NEEDED), server_of(postgres, **further), None)
    assert raised.value.__cause__ is None and PASSWORDS[WRITER] not in f"{raised.value!r} {raised.value.label}"


def test_a_wrong_password_is_named_and_not_shown(
    ws: Workspace, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(VARIABLE, "sai-mat-khau")
    done = failure(ws)
    assert not done.passes and "password_file" in done.said.vi
    state = send_to_server.fn(ws.root, "vi")
    assert state.is_failed() and state.name == "Failed" and state.message == done.said.vi
    for more in ([], ["--check"]):
        assert command(["--debug", "--workspace", str(ws.root), "postgres", *more]) != 0
    told = capfd.readouterr()
    assert "sai-mat-khau" not in told.out + told.err and "không nhận tài khoản" in told.err


def test_the_password_is_read_from_a_file_of_its_owner_alone(
    ws: Workspace, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv(VARIABLE)
    ws = of_server(ws.root, postgres, 'password_file = ".postgres-password"')
    assert "there is no file" in failure(ws).said.en and ".postgres-password" in failure(ws).said.en
    file = ws.root / ".postgres-password"
    file.write_text(PASSWORDS[WRITER] + "\n", encoding="utf-8")
    file.chmod(0o640)
    assert "chmod 600" in failure(ws).said.en
    file.chmod(0o600)
    sent(ws)


def test_an_account_without_the_right_is_told_what_it_needs(ws: Workspace, postgres: PostgresServer):
    postgres.run(f"REVOKE CREATE ON DATABASE {DATABASE} FROM {WRITER}")
    assert "CREATE on the database" in failure(ws).said.en


def test_a_failure_midway_leaves_the_run_that_was_there(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    postgres.run(
        "CREATE FUNCTION par_metrics.full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'mật: %', NEW USING ERRCODE = 'disk_full'; END $$",
        f"GRANT EXECUTE ON FUNCTION par_metrics.full_disk TO {WRITER}",
        "CREATE TRIGGER full_disk BEFORE INSERT ON par_metrics.units FOR EACH ROW EXECUTE FUNCTION "
        "par_metrics.full_disk()",
        dbname=DATABASE,
    )
    before = rows(postgres, "SELECT indicator, period, unit_code, as_of, value FROM par_metrics.indicators")
    ws.publish("2026-04-02", run_id="r2")
    done = failure(ws)
    assert "the server's disk is full" in done.said.en and "H60" not in done.said.en
    assert rows(postgres, "SELECT run_id FROM par_metrics.runs") == [("r1",)]
    after = rows(postgres, "SELECT indicator, period, unit_code, as_of, value FROM par_metrics.indicators")
    assert in_order(after) == in_order(before)
    postgres.run("DROP TRIGGER full_disk ON par_metrics.units", dbname=DATABASE)
    assert "wrote r2" in sent(ws).said.en


def test_the_certificate_is_checked_where_that_is_wanted(
    ws: Workspace, postgres: PostgresServer, capfd: pytest.CaptureFixture[str]
):
    shutil.copy(postgres.certificate, ws.root / "ca.pem")
    ws = of_server(ws.root, postgres, 'sslmode = "verify-full"', 'sslrootcert = "ca.pem"')
    sent(ws)
    assert command(["--workspace", str(ws.root), "--lang", "en", "postgres", "--check"]) == 0
    assert "answers (with TLS)" in capfd.readouterr().err
    ws = of_server(ws.root, postgres, 'sslmode = "disable"')
    assert command(["--workspace", str(ws.root), "--lang", "en", "postgres", "--check"]) == 0
    assert "answers (without TLS)" in capfd.readouterr().err


def test_a_vacuum_that_fails_is_told_and_the_figures_are_there(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    postgres.run(
        "SET lock_timeout = '1s'",
        "CREATE FUNCTION public.fails_outside(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS "
        "$$ BEGIN IF current_setting('lock_timeout') = '0' THEN RAISE 'x'; END IF; RETURN $1; END $$",
        "CREATE INDEX ON par_metrics.units (public.fails_outside(unit_code))",
        dbname=DATABASE,
    )
    done = sent(ws, again=True)
    assert len(done.notes) == 1 and "VACUUM" in done.notes[0].vi


def test_without_the_extra_it_is_named(ws: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 'pip install "par-metrics[postgres]"' in failure(ws).said.en


def test_a_run_that_is_held_back_is_not_sent(ws: Workspace, postgres: PostgresServer):
    sent(ws)
    drop(ws.root, held=DOSSIERS_OF_UNKNOWN_UNIT)
    summary = nightly.run(ws.root, "2026-04-02")
    assert summary.published is None and summary.sending is not None and not summary.sending.failed
    assert "has r1 already" in summary.sending.said.en
    assert rows(postgres, "SELECT run_id FROM par_metrics.runs") == [("r1",)]


def test_a_changed_file_is_not_sent(ws: Workspace, postgres: PostgresServer):
    file = ws.root / "published/r1/metrics.duckdb"
    file.chmod(0o600)
    with duckdb.connect(file) as run:
        run.execute("UPDATE indicators SET value = 1")
    assert "metrics.duckdb is lost or was changed" in failure(ws).said.en
    with pytest.raises(psycopg.errors.UndefinedTable):
        rows(postgres, "SELECT * FROM par_metrics.indicators")


def test_the_tables_of_others_are_left_alone(ws: Workspace, postgres: PostgresServer):
    postgres.run(
        f"CREATE SCHEMA cua_nguoi_khac AUTHORIZATION {WRITER}",
        "CREATE TABLE cua_nguoi_khac.units (unit_code text)",
        "CREATE TABLE cua_nguoi_khac.runs (name text)",
        "INSERT INTO cua_nguoi_khac.units VALUES ('x')",
        f"ALTER TABLE cua_nguoi_khac.units OWNER TO {WRITER}",
        dbname=DATABASE,
    )
    ws = of_server(ws.root, postgres, 'schema = "cua_nguoi_khac"')
    assert "is not of par-metrics" in failure(ws).said.en
    assert rows(postgres, "SELECT * FROM cua_nguoi_khac.units") == [("x",)]


def test_the_figures_of_another_unit_are_left_alone(ws: Workspace, tmp_path: Path, postgres: PostgresServer):
    sent(ws)
    other = Workspace(shutil.copytree(ws.root, tmp_path / "other", symlinks=True))
    text = (other.root / "par-metrics.toml").read_text(encoding="utf-8")
    (other.root / "par-metrics.toml").write_text(text.replace('unit = "H60.101"', 'unit = "H60.102"', 1))
    assert "figures of the unit H60.101" in failure(Workspace(other.root)).said.en
    assert rows(postgres, "SELECT unit_code FROM par_metrics.runs") == [("H60.101",)]


def test_looking_says_what_is_there(ws: Workspace, postgres: PostgresServer, capfd: pytest.CaptureFixture[str]):
    look = ["--workspace", str(ws.root), "--lang", "en", "postgres", "--check"]
    assert command(look) == 0
    assert "it has no run yet" in capfd.readouterr().err
    with pytest.raises(psycopg.errors.InvalidSchemaName):
        rows(postgres, "CREATE TABLE par_metrics.x ()")
    assert command(look[:-1]) == 0 and command(look) == 0
    assert "it has the latest run, r1" in capfd.readouterr().err
    assert Sent("r1", is_new=False) == send_latest(ws.root / "published", server_of(postgres), "H60.101")
