"""What a later version of this software wrote is not taken for damage, nor read by halves."""

from par_metrics.errors import ParMetricsError
from schemas import Label


def newer(name: str) -> ParMetricsError:
    """The error of a file, by its name, that a later version wrote."""
    return ParMetricsError(
        Label(
            f"{name}: do phiên bản par-metrics mới hơn ghi, phiên bản này không đọc được. Hãy nâng cấp par-metrics; "
            "dữ liệu còn nguyên.",
            f"{name}: a newer version of par-metrics wrote it, which this version cannot read. Upgrade par-metrics; "
            "the data are as they were.",
        ),
        "newer_software",
    )
