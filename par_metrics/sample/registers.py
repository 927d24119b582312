"""The made-up registers: units (three real names, then numbered ones) and procedures."""

import polars as pl

from par_metrics.sample.draws import NUMBER, Draws

_WARDS = ("An Tường", "Minh Xuân", "Nông Tiến")
_FIRST_UNIT = 101
_PROVINCE = "H60"

_WORK = (
    ("Hộ tịch", ("Đăng ký khai sinh", "Đăng ký kết hôn", "Đăng ký khai tử", "Cấp bản sao trích lục hộ tịch")),
    ("Chứng thực", ("Chứng thực bản sao từ bản chính", "Chứng thực chữ ký", "Chứng thực hợp đồng, giao dịch")),
    ("Đất đai", ("Đăng ký biến động đất đai", "Cấp giấy chứng nhận lần đầu", "Cung cấp dữ liệu đất đai")),
    ("Bảo trợ xã hội", ("Trợ cấp xã hội hằng tháng", "Xác nhận hộ nghèo", "Hỗ trợ chi phí mai táng")),
    ("Người có công", ("Giải quyết chế độ mai táng phí", "Cấp thẻ bảo hiểm y tế cho người có công")),
    ("Xây dựng", ("Cấp giấy phép xây dựng nhà ở riêng lẻ", "Gia hạn giấy phép xây dựng")),
    ("Thành lập hộ kinh doanh", ("Đăng ký thành lập hộ kinh doanh", "Chấm dứt hoạt động hộ kinh doanh")),
    ("Văn hóa", ("Đăng ký tổ chức lễ hội", "Công nhận thư viện cộng đồng")),
)
_FEES_VND = (0, 2_000, 8_000, 15_000, 50_000, 150_000, 250_000)
_LIMITS = (1, 1, 2, 3, 5, 7, 10, 15, 20)


def units(count: int) -> pl.DataFrame:
    """`count` wards of one province: canonical columns of the kind `units`."""
    names = [_WARDS[i] if i < len(_WARDS) else f"số {i + 1}" for i in range(count)]
    return pl.DataFrame(
        {
            "unit_code": [f"{_PROVINCE}.{_FIRST_UNIT + i}" for i in range(count)],
            "unit_name": [f"UBND phường {name}" for name in names],
            "level": ["commune"] * count,
            "parent_code": [_PROVINCE] * count,
        }
    )


def procedures(seed: int) -> pl.DataFrame:
    """Procedures of a ward and a few of the province: canonical columns, and `fee_vnd` of a dossier."""
    draws = Draws(seed)
    offered = [(field, name) for field, names in _WORK for name in names]
    frame = pl.DataFrame(offered, schema=["field", "procedure_name"], orient="row")
    frame = frame.with_row_index(NUMBER).with_columns(pl.col(NUMBER).cast(pl.UInt64))
    is_full = draws.chance("procedure.full", 0.55)
    frame = frame.with_columns(
        procedure_code=pl.format("1.{}", (100_000 + pl.col(NUMBER) * 137).cast(pl.String).str.zfill(6)),
        # The last ones are the province's: offered by no ward.
        level=pl.when(pl.col(NUMBER) >= len(offered) - 2).then(pl.lit("province")).otherwise(pl.lit("commune")),
        service_level=pl.when(is_full)
        .then(pl.lit("full"))
        .otherwise(draws.one_of("procedure.level", ("partial", "partial", "information"))),
        is_eligible_full_online=is_full | draws.chance("procedure.eligible", 0.2),
        fee_vnd=pl.lit(pl.Series(_FEES_VND)).gather(draws.below("procedure.fee", len(_FEES_VND))),
        is_published=draws.chance("procedure.published", 0.95),
        decision_on=pl.date(2024, 1, 2) + pl.duration(days=draws.below("procedure.decision", 700)),
        is_one_stop=draws.chance("procedure.one_stop", 0.97),
        returns_document=draws.chance("procedure.document", 0.8),
        statutory_working_days=pl.lit(pl.Series(_LIMITS)).gather(draws.below("procedure.limit", len(_LIMITS))),
    )
    return frame.with_columns(
        has_fee=pl.col("fee_vnd") > 0,
        is_eligible_online_payment=pl.col("fee_vnd") > 0,
        is_online_payment_enabled=(pl.col("fee_vnd") > 0) & draws.chance("procedure.enabled", 0.85),
        published_on=pl.when("is_published").then(
            pl.col("decision_on") + pl.duration(days=1 + draws.below("procedure.published_after", 12))
        ),
    ).drop(NUMBER)
