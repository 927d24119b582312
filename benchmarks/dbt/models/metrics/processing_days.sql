{{ by_month('ended_at', 'is_resolved AND due_at IS NOT NULL', measure="date_diff('day', received_at, ended_at)") }}
