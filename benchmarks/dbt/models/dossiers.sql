-- One row a dossier, dates typed: staging for every metric.
WITH export AS (
    SELECT * FROM read_csv(
        '{{ var("export") }}', delim = ';', header = true, timestampformat = '%d/%m/%Y %H:%M:%S',
        types = {
            'Mã TTHC': 'VARCHAR', 'Ngày nộp hồ sơ': 'TIMESTAMP', 'Ngày nhận': 'TIMESTAMP',
            'Ngày hẹn trả trước': 'VARCHAR', 'Ngày hẹn trả': 'VARCHAR', 'Ngày kết thúc xử lý': 'TIMESTAMP',
            'Ngày trả kết quả': 'TIMESTAMP', 'Số lần bổ sung': 'BIGINT', 'Ngày yêu cầu bổ sung': 'TIMESTAMP',
            'Ngày hoàn thành bổ sung': 'TIMESTAMP', 'Bổ sung do lỗi cán bộ': 'VARCHAR', 'Số ngày tạm dừng': 'VARCHAR',
            'Tổng phí lệ phí': 'BIGINT', 'Ngày gửi thư xin lỗi': 'TIMESTAMP', 'Công khai thư xin lỗi': 'VARCHAR'
        }
    )
)
SELECT
    "Mã hồ sơ" AS dossier_code,
    "Mã đơn vị" AS unit_code,
    "Mã TTHC" AS procedure_code,
    "Trạng thái" AS status,
    "Hình thức nộp" AS channel,
    "Ngày nộp hồ sơ" AS submitted_at,
    "Ngày nhận" AS received_at,
    {{ deadline('"Ngày hẹn trả trước"') }} AS original_due_at,
    {{ deadline('"Ngày hẹn trả"') }} AS due_at,
    coalesce("Ngày kết thúc xử lý", "Ngày trả kết quả") AS ended_at,
    "Số lần bổ sung" AS supplement_count,
    "Tổng phí lệ phí" AS fee_vnd,
    "Thanh toán trực tuyến" AS online_payment,
    {{ yes('"Số hóa thành phần hồ sơ"') }} AS has_digital_components,
    {{ yes('"Tái sử dụng thành phần"') }} AS has_reused_components,
    {{ yes('"Số hóa kết quả"') }} AS has_digital_result,
    {{ yes('"Kết quả điện tử"') }} AS has_electronic_result,
    {{ yes('"Công khai kết quả"') }} AS is_result_published,
    "Ngày gửi thư xin lỗi" AS apology_sent_at,
    {{ yes('"Công khai thư xin lỗi"') }} AS is_apology_published,
    "Trạng thái" NOT IN ('Mới đăng ký', 'Không được tiếp nhận') AS is_accepted,
    "Trạng thái" IN ('Đã xử lý xong', 'Đã trả kết quả') AS is_resolved,
    "Trạng thái" IN ('Công dân yêu cầu rút hồ sơ', 'Dừng xử lý', 'Đã xử lý xong', 'Đã trả kết quả') AS is_closed
FROM export
