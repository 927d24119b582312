{{ by_month('ended_at', 'is_resolved AND ended_at > due_at', 'is_apology_published') }}
