{{ by_month('ended_at', 'is_resolved AND due_at IS NOT NULL', 'ended_at <= coalesce(original_due_at, due_at)') }}
