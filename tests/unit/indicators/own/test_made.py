"""What an own indicator may say, and the words in which anything else is refused."""

import pytest

import par_metrics as pm

FIELDS = {
    "id": "evening_online_rate",
    "label": {"vi": "Ngoài giờ", "en": "Out of hours"},
    "formula": "f",
    "source": "s",
    "table": "dossiers",
    "event": "received_at",
    "population": "status NOT IN (1, 3) AND channel = 'online'",
    "numerator": "hour(submitted_at) >= 17",
}


def made(**changed: object) -> pm.Indicator:  # type: ignore[valid-type]
    return pm.Indicator(**{**FIELDS, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        # columns and values
        ("population", "chanel = 'online'", 'population: there is no column "chanel". The nearest is "channel"'),
        ("population", "channel = 'onlin'", "never holds 'onlin'. The nearest is \"online\""),
        ("population", "status = 99", "never holds '99'"),
        ("population", "dossiers.status = 1", "name the column alone: status"),
        ("event", "channel", "event: must be a column of dates: submitted_at, received_at"),
        ("event", "received", "must be a column of dates"),
        ("dates", ["recieved_at"], 'no column "recieved_at". The nearest is "received_at"'),
        ("distinct", "dossier", 'no column "dossier"'),
        # no statements, no other tables, nothing counted by itself
        ("numerator", "status = 1; DROP TABLE dossiers", 'cannot be read at "DROP"'),
        ("numerator", "status = 1) OR (1 = 1", "cannot be read"),
        ("numerator", "status IN (SELECT status FROM payments)", "IN (SELECT …) cannot be used here"),
        ("numerator", "EXISTS (SELECT 1)", "exists() cannot be used here"),
        ("numerator", "(SELECT count(*) FROM payments) > 1", "cannot be used here"),
        ("numerator", "count(*) > 1", "count() cannot be used here"),
        ("numerator", "row_number() OVER () > 1", "cannot be used here"),
        ("numerator", "status = 1 LIMIT 1", 'cannot be read at "LIMIT"'),
        ("numerator", "*", "cannot be used here"),
        ("numerator", "status = 1 -- AND TRUE", "has a comment"),
        ("numerator", "status = 1 /* x */", "has a comment"),
        # functions
        ("numerator", "hours(submitted_at) > 3", 'hours() cannot be used here. The nearest is "hour"'),
        ("numerator", "received_at < now()", "now() cannot be used here"),
        ("numerator", "random() > 0.5", "cannot be used here"),
        ("numerator", "read_text('/etc/passwd') = ''", "cannot be used here"),
        ("numerator", "getenv('HOME') = ''", "cannot be used here"),
        ("numerator", "date_diff('hour', received_at, ended_at) > 1", "date_diff counts 'day' only"),
        # what one odd record would stop
        ("numerator", "CAST(procedure_code AS INTEGER) = 1", "CAST only makes a DATE or TIMESTAMP"),
        ("numerator", "fee_vnd / supplement_count > 1", "divides by what may be 0: write / nullif(…, 0)"),
        ("numerator", "fee_vnd % 2 = 0", "cannot be used here"),
        ("numerator", "received_at = fee_vnd", '"fee_vnd" is a number where a date or instant is needed'),
        ("numerator", "received_at > 'abc'", "\"'abc'\" is a text where a date or instant is needed"),
        ("numerator", "received_at > '2026-W01-1'", "is a text where a date or instant is needed"),
        ("numerator", "received_at > DATE '2026-13-01'", "no date such as '2026-03-31'"),
        ("numerator", "field = 3", '"3" is a number where a text is needed'),
        ("numerator", "fee_vnd", '"fee_vnd" is a number where yes or no is needed'),
        ("numerator", "NOT fee_vnd", '"fee_vnd" is a number where yes or no is needed'),
        (
            "numerator",
            "CASE WHEN has_fee THEN fee_vnd ELSE field END > 3",
            '"field" is a text where a number is needed',
        ),
        ("numerator", "ended_at - received_at > 3", "are date_diff('day', received_at, ended_at)"),
        ("numerator", "ended_at - 3 > received_at", '"3" is a number where an interval is needed'),
        ("numerator", "strftime(received_at, '%H') = '16'", "strftime() cannot be used here. Functions are"),
        ("numerator", "count(*) > 1", "count() cannot be used here. Functions are"),
        ("numerator", "now() > received_at", "now() cannot be used here. Functions are"),
        ("denominator", "status = 4", "there is no such key. The denominator is `population`"),
        ("years", [2026, 2027], "there is no such key. This key is written in another table"),
        ("can_be_mended", "có", "can_be_mended: must be true or false"),
        ("version", "một", "version: must be a whole number"),
        (
            "exclude",
            {"không hẹn": "due_at IS NULL"},
            'exclude.không hẹn: the name "không hẹn": small letters a-z, figures and _, such as khong_hen',
        ),
        ("exclude", {"no_due": {"when": "due IS NULL", "vi": "không hẹn"}}, 'exclude.no_due: there is no column "due"'),
        ("numerator", "hour(field) > 1", '"field" is a text where a date or instant is needed'),
        # what says nothing
        ("population", "1 = 0", "speaks of no column: it would divide nothing"),
        ("numerator", "TRUE", "speaks of no column: the share says nothing"),
        ("numerator", "", "numerator: is empty"),
        ("numerator", None, "numerator: a share needs one"),
        # parameters and windows
        ("numerator", "ended_at < :t", "there is no parameter :t here; there are: :as_of"),
        ("judged_at", "t", "touches and judged_at are for stocks"),
        # the shape
        ("tabel", "x", 'The nearest is "table"'),
        ("table", "dosiers", 'there is no table "dosiers". The nearest is "dossiers"'),
        ("table", "papi_scores", 'there is no table "papi_scores"'),
        ("statistic", "mean", '"mean" needs measure'),
        ("measure", "fee_vnd", '"share" has no use for measure'),
        ("id", "on_time_rate", "is a built-in one"),
        ("id", "Đúng hạn", "id"),
        ("target", {"value": 1}, "target.0.years"),
        ("label", {}, "label.vi"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right_one(key: str, value: object, said: str) -> None:
    with pytest.raises(pm.UsageError) as told:
        made(**{key: value})
    assert said in str(told.value)
    assert told.value.label.vi != told.value.label.en


def test_a_ratio_says_what_it_is_measured_in() -> None:
    fields = {"statistic": "ratio", "measure": "fee_vnd", "weight": "supplement_count", "numerator": None}
    with pytest.raises(pm.UsageError, match="say what the value is measured in"):
        made(**fields)
    assert made(**fields, unit="count").weight == "supplement_count"  # type: ignore[attr-defined]


def test_a_stock_may_name_the_period() -> None:
    stock = made(event=None, judged_at="t", touches="received_at < :t", numerator="due_at < :t")
    assert stock.window.touches == "received_at < t" and stock.window.event is None  # type: ignore[attr-defined]


def test_the_digest_is_of_what_counts_and_of_nothing_else() -> None:
    same = made(label="khác", source="khác", version=7, population="status NOT IN (1, 3)   AND channel = 'online'")
    assert same.digest == made().digest  # type: ignore[attr-defined]
    for change in (
        {"population": "status = 4"},
        {"numerator": "has_fee"},
        {"event": "ended_at"},
        {"exclude": {"none": "submitted_at IS NULL"}},
        {"distinct": "procedure_code"},
        {"table": "dossiers_of_any_source"},
    ):
        assert made(**change).digest != made().digest, change  # type: ignore[attr-defined]
