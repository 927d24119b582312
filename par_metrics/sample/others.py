"""Made-up payments and feedback, as an export of a given day knows them."""

from datetime import datetime

import polars as pl

from par_metrics.sample.dossiers import FIRST_RECEIVED, LAST_RECEIVED
from par_metrics.sample.draws import NUMBER, Draws, pick
from par_metrics.sample.texts import NAMES

_FEEDBACK_EVENTS = ("transferred_at", "refused_at", "processed_at", "published_at")


def payments(known: pl.DataFrame, seed: int, at: datetime) -> pl.DataFrame:
    """One payment for most accepted dossiers with a fee, canonical columns; `known` as from `as_known`."""
    draws = Draws(seed)
    online = pl.col("online_payment") != "none"
    settled = pl.col("status").is_in(["paid", "refunded"])
    return (
        known.filter((pl.col("fee_vnd") > 0) & pl.col("received_at").is_not_null())
        .filter(draws.chance("payment", 0.92))
        .select(
            NUMBER,
            "dossier_code",
            "unit_code",
            "procedure_code",
            "received_at",
            transaction_code=pl.format("GD{}", pl.col(NUMBER).cast(pl.String).str.zfill(8)),
            receipt_number=pl.format("{}", pl.col(NUMBER).cast(pl.String).str.zfill(7)),
            amount_vnd="fee_vnd",
            method=pl.when(online)
            .then(pl.lit("online"))
            .otherwise(draws.one_of("payment.method", ("cash", "cash", "transfer", "card"))),
            gateway=pl.when(online).then("online_payment"),
            status=draws.one_of("payment.status", ("paid",) * 27 + ("pending", "refunded", "cancelled")),
            payer_name="applicant_name",
            paid_at=pl.col("received_at") + pl.duration(minutes=3 + draws.below("payment.after", 40)),
        )
        .with_columns(paid_at=pl.when(settled & (pl.col("paid_at") <= at)).then("paid_at"))
        .with_columns(status=pl.when(settled & pl.col("paid_at").is_null()).then(pl.lit("pending")).otherwise("status"))
    )


def feedback(count: int, units: pl.DataFrame, seed: int, at: datetime) -> pl.DataFrame:
    """`count` pieces of feedback, less those sent after `at`; canonical columns."""
    draws = Draws(seed)
    days = (LAST_RECEIVED - FIRST_RECEIVED).days
    happened = pl.select(pl.int_range(0, count, dtype=pl.UInt64).alias(NUMBER)).with_columns(
        unit=draws.below("feedback.unit", units.height, skew=1.4),
        fate=draws.uniform("feedback.fate"),
        sent_at=pl.lit(FIRST_RECEIVED).cast(pl.Datetime("us"))
        + pl.duration(days=draws.below("feedback.day", days), minutes=6 * 60 + draws.below("feedback.time", 16 * 60)),
    )
    refused, unanswered = pl.col("fate") < 0.04, pl.col("fate") > 0.94
    happened = (
        happened.with_columns(
            transferred_at=pl.col("sent_at") + pl.duration(hours=1 + draws.below("feedback.transfer", 60))
        )
        .with_columns(
            refused_at=pl.when(refused).then(pl.col("transferred_at") + pl.duration(hours=20)),
            processed_at=pl.when(~refused & ~unanswered).then(
                pl.col("transferred_at") + pl.duration(hours=5 + draws.below("feedback.handling", 27 * 24, skew=1.6))
            ),
        )
        .with_columns(
            published_at=pl.when(draws.chance("feedback.published", 0.9)).then(
                pl.col("processed_at") + pl.duration(hours=2 + draws.below("feedback.publishing", 90))
            )
        )
    )
    known = happened.filter(pl.col("sent_at") <= at).with_columns(
        pl.when(pl.col(name) <= at).then(name).alias(name) for name in _FEEDBACK_EVENTS
    )
    return known.with_columns(
        feedback_code=pl.format("PAKN.{}", pl.col(NUMBER).cast(pl.String).str.zfill(6)),
        unit_code=pick(units["unit_code"], pl.col("unit")),
        unit_name=pick(units["unit_name"], pl.col("unit")),
        topic=draws.one_of("feedback.topic", ("procedure",) * 6 + ("conduct",) * 2 + ("other",) * 2),
        is_within_competence=draws.chance("feedback.competence", 0.95),
        sender_name=draws.one_of("feedback.sender", NAMES),
        likes=draws.below("feedback.likes", 4, skew=2.0),
        dislikes=draws.below("feedback.dislikes", 3, skew=4.0),
        status=pl.when(pl.col("refused_at").is_not_null())
        .then(pl.lit("refused"))
        .when(pl.col("published_at").is_not_null())
        .then(pl.lit("published"))
        .when(pl.col("processed_at").is_not_null())
        .then(pl.lit("processed"))
        .when(pl.col("transferred_at").is_not_null())
        .then(pl.lit("processing"))
        .otherwise(pl.lit("waiting")),
    )
