"""Profiles: the TOML a user writes, what it may say, and what is said when it is wrong."""

from datetime import datetime
from pathlib import Path

import pytest

from par_metrics.errors import RefusedFileError, UsageError
from par_metrics.exports.profiles.library import (
    builtin_profiles,
    find_profiles,
    headings_vocabulary,
    load_profile,
    parse_profile,
)
from par_metrics.exports.profiles.profile import Profile
from par_metrics.support.folding import fold_heading
from schemas import KINDS
from tests.support.export_tables import read, table

HEAD = 'name = "p"\nversion = 3\nkind = "dossiers"\n'
CALLS = """
name = "calls-311"
version = 1
kind = "dossiers"
[read]
datetime_formats = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"]
timezone = "America/New_York"
[columns]
dossier_code = "Unique Key"
received_at = ["Created Date", "Opened"]
completed_at = "Closed Date"
due_at = "Due Date"
channel = "Open Data Channel Type"
unit_name = "Agency"
[values.channel]
"ONLINE" = "online"
"UNKNOWN" = ""
"*" = "in_person"
[derive]
status = [
  {when = {Status = "closed"}, when_present = "completed_at", value = 10},
  {when = {Status = ["Open", "Assigned"]}, value = 4},
  {when_absent = ["completed_at", "Status"], value = 1},
  {value = 9},
]
supplemented_at = [ {when = {Status = "Closed"}, from = "Closed Date"} ]
[constants]
unit_code = "US.NYC"
"""
CALL_HEADINGS = ("Unique Key", "Created Date", "Closed Date", "Due Date", "Open Data Channel Type", "Status")


def bad(toml: str) -> str:
    with pytest.raises(RefusedFileError) as error:
        parse_profile(toml, "my.toml")
    assert error.value.rule == "bad_profile"
    assert "my.toml" in error.value.label.vi and "my.toml" in str(error.value)
    return str(error.value)


def test_a_users_profile_reads_another_countrys_log() -> None:
    result = read(
        table(
            CALL_HEADINGS,
            ("1", "03/05/2026 02:05:07 PM", "03/06/2026 09:00:00 AM", "03/10/2026", "ONLINE", "Closed"),
            ("2", "12/31/2026 12:00:00 AM", None, None, "PHONE", "Assigned"),
            ("3", "03/05/2026", None, None, "UNKNOWN", None),
            ("4", "03/05/2026", "03/06/2026", None, None, "Pending"),
            ("5", "31/12/2026", None, None, None, "Open"),
        ),
        toml=CALLS,
        timezone="America/New_York",
    )
    frame = result.frame
    assert frame["status"].to_list() == [10, 4, 1, 9]
    assert frame["channel"].to_list() == ["online", "in_person", None, None]
    assert frame["received_at"][0] == datetime(2026, 3, 5, 14, 5, 7)
    assert frame["due_at"][0] == datetime(2026, 3, 10, 23, 59, 59, 999999)
    assert frame["supplemented_at"].to_list() == [datetime(2026, 3, 6, 9), None, None, None]
    assert frame["unit_code"].unique().to_list() == ["US.NYC"]
    assert result.refused["value"].to_list() == ["31/12/2026"]
    assert result.findings.warnings()["status_derived"] == 4
    assert result.findings.warnings()["missing_column"] == 1  # Agency
    assert "raw_status" not in result.provided
    assert result.findings.unknown_columns == (), "a rule looks at Status"


def test_times_of_a_profile_are_converted_to_the_workspaces_zone() -> None:
    row = ("1", "03/05/2026 02:05:07 PM", None, "03/10/2026", None, "Open")
    frame = read(table(CALL_HEADINGS, row), toml=CALLS).frame
    assert frame["received_at"][0] == datetime(2026, 3, 6, 2, 5, 7)
    assert frame["due_at"][0] == datetime(2026, 3, 11, 10, 59, 59, 999999)  # New York has summer time by then


def test_values_are_mapped_exactly_before_folded_and_the_raw_status_is_kept() -> None:
    toml = HEAD + '[columns]\ndossier_code = "Id"\nstatus = "State"\n[constants]\nunit_code = "U"\n[values.status]\n'
    toml += '"Done" = 10\n"done" = 9\n"ĐANG LÀM" = 4\n'
    result = read(
        table(("Id", "State"), ("a", "Done"), ("b", "done"), ("c", "dang lam"), ("d", "Đã trả"), ("e", "?")), toml=toml
    )
    assert result.frame["status"].to_list() == [10, 9, 4, 10]
    assert result.frame["raw_status"].to_list() == ["Done", "done", "dang lam", "Đã trả"]
    assert result.findings.unknown_statuses == {"?": 1}


def test_a_required_heading_that_is_missing_is_named() -> None:
    with pytest.raises(RefusedFileError) as error:
        read(table(("Key", "Created Date"), ("1", "03/05/2026")), toml=CALLS)
    assert error.value.rule == "unknown_layout"
    assert '"Unique Key" (dossier_code)' in error.value.label.vi


def test_a_list_of_candidates_takes_the_one_that_is_there() -> None:
    headings = ("Unique Key", "Opened", "Closed Date", "Status")
    result = read(table(headings, ("1", "03/05/2026", None, "Open")), toml=CALLS)
    assert result.frame["received_at"].null_count() == 0


@pytest.mark.parametrize(
    ("toml", "named", "allowed"),
    [
        ("name = ", "TOML", ""),
        (HEAD + "[colums]\n", "colums", "columns"),
        (HEAD.replace("dossiers", "dossier"), "kind", "dossiers"),
        (HEAD + '[columns]\ndosier_code = "a"\n', "columns.dosier_code", "dossier_code"),
        (HEAD + '[values.chanel]\n"a" = "online"\n', "values.chanel", "channel"),
        (HEAD + '[values.channel]\n"a" = "fast"\n', 'values.channel."a"', "in_person, online, postal"),
        (HEAD + '[values.status]\n"a" = 11\n', 'values.status."a"', "1, 2, 3"),
        (HEAD + '[constants]\nstatus = "paid"\n', "constants.status", "1, 2, 3"),
        (HEAD + "[derive]\nstatus = [ {value = 12} ]\n", "derive.status[0]", "1, 2, 3"),
        (HEAD + '[derive]\nstatus = [ {when_present = "due_at"} ]\n', "derive.status.0", "value"),
        (HEAD + '[derive]\nstatus = [ {when_present = "due_at", valeu = 1} ]\n', "valeu", ""),
        (HEAD + '[read]\ntimezone = "Hanoi"\n', "read.timezone", "Asia/Ho_Chi_Minh"),
        (HEAD + '[read]\ndatetime_formats = ["dd/mm/yyyy"]\n', "read.datetime_formats", "%m/%d/%Y"),
        (HEAD + '[read]\nformat = "xls"\n', "read.format", "xlsx"),
        (HEAD + "[read]\nheader_row = 0\n", "read.header_row", "1"),
        (HEAD + '[columns]\nstatus = "a"\n', "columns", "dossier_code"),
        (HEAD + '[columns]\ndossier_code = "a"\n', "columns", "status"),
        (HEAD.replace("version = 3", 'version = "x"'), "version", ""),
        ('name = "p"\nversion = 1\n', "kind", ""),
    ],
)
def test_a_wrong_profile_names_the_key_and_what_is_allowed(toml: str, named: str, allowed: str) -> None:
    message = bad(toml)
    assert named in message and allowed in message


def test_a_profile_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "é"'.encode("latin-1"))
    for path in (tmp_path / "none.toml", tmp_path / "latin.toml"):
        with pytest.raises(RefusedFileError) as error:
            load_profile(path)
        assert error.value.rule == "bad_profile" and path.name in str(error.value)


def test_the_identity_of_a_users_profile_changes_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(CALLS, encoding="utf-8")
    first = load_profile(path).profile_id
    path.write_text(CALLS + "# another\n", encoding="utf-8")
    second = load_profile(path).profile_id
    assert first != second
    assert first.startswith("calls-311@1-")
    assert {p.profile_id for p in builtin_profiles() if p.name == "pakn"} == {"pakn@1"}


def test_a_user_can_build_on_the_standard_headings() -> None:
    toml = HEAD + 'standard_headings = true\nrequired = ["dossier_code"]\n[columns]\nstatus = "Xong chưa"\n'
    toml += '[values.status]\n"rồi" = 10\n"chưa" = 4\n'
    headings = ("Mã hồ sơ", "Xong chưa", "Hạn xử lý")
    result = read(table(headings, ("H44.100-260301-0001", "rồi", "05/03/2026")), toml=toml)
    assert result.frame["status"].to_list() == [10]
    assert result.frame["due_at"].null_count() == 0


def test_profiles_are_found_by_name_by_path_and_by_kind(tmp_path: Path) -> None:
    assert [p.name for p in find_profiles("pakn", None)] == ["pakn"]
    assert {p.kind for p in find_profiles("canonical", None)} == set(KINDS)
    assert {p.kind for p in find_profiles(None, "payments")} == {"payments"}
    assert "dvcqg-portal" not in {p.name for p in find_profiles(None, None)}
    path = tmp_path / "p.toml"
    path.write_text(CALLS, encoding="utf-8")
    assert [p.name for p in find_profiles(path, None)] == ["calls-311"]
    assert [p.name for p in find_profiles(str(path), "dossiers")] == ["calls-311"]
    for profile, kind in (("no-such", None), (None, "dossier"), ("pakn", "dossiers"), (path, "units")):
        with pytest.raises(UsageError):
            find_profiles(profile, kind)


def test_every_heading_of_the_standard_profiles_is_in_the_vocabulary() -> None:
    vocabulary = headings_vocabulary(builtin_profiles())
    for kind in KINDS.values():
        for field in kind.fields:
            for heading in (field.name, *field.headings):
                assert fold_heading(heading) in vocabulary, heading


def standard(kind: str) -> list[Profile]:
    return [p for p in builtin_profiles() if p.kind == kind and p.standard_headings and not p.signature]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_standard_profile_knows_every_heading_of_its_kind(kind: str) -> None:
    known = {key for profile in standard(kind) for key in profile.slots_by_heading}
    missing = {h for field in KINDS[kind].fields for h in field.headings if fold_heading(h) not in known}
    assert not missing


LIKE = """
name = "an-tuong"
version = 1
like = "danh-sach-ho-so"
kind = "dossiers"
[values.status]
"Chờ xin ý kiến" = 4
"""


def test_a_profile_like_a_built_in_one_says_only_what_differs() -> None:
    """A status of one's own system is declared in a few lines; everything else is read as before."""
    base = next(p for p in builtin_profiles() if p.name == "danh-sach-ho-so")
    profile = parse_profile(LIKE, "an-tuong.toml")
    assert profile.name == "an-tuong"
    assert profile.values == {"status": {"Chờ xin ý kiến": 4}}
    assert (profile.slots, profile.required, profile.derive) == (base.slots, base.required, base.derive)


def test_a_profile_like_a_built_in_one_has_an_identity_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "an-tuong.toml"
    path.write_text(LIKE)
    first = load_profile(path).profile_id
    path.write_text(LIKE.replace("= 4", "= 5"))
    assert first.startswith("an-tuong@1-") and load_profile(path).profile_id != first


@pytest.mark.parametrize("like", ["danh-sach", "an-tuong", "canonical"])
def test_a_profile_like_no_built_in_one_is_refused(like: str) -> None:
    with pytest.raises(RefusedFileError, match=r"an-tuong\.toml.*danh-sach-ho-so"):
        parse_profile(LIKE.replace('"danh-sach-ho-so"', f'"{like}"'), "an-tuong.toml")


def test_the_portal_reads_as_the_synchronisation_but_is_another_source() -> None:
    portal, sync = (next(p for p in builtin_profiles() if p.name == name) for name in ("dvcqg-portal", "dvcqg-json"))
    assert portal.slots == sync.slots and portal.signature == sync.signature
    assert (portal.constants, sync.constants) == ({"source": "national_portal"}, {})
    assert not portal.detect
