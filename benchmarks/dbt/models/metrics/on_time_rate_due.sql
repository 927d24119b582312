{{ by_month('due_at', "is_accepted AND received_at IS NOT NULL AND status <> 'Công dân yêu cầu rút hồ sơ'", 'is_closed AND ended_at <= due_at') }}
