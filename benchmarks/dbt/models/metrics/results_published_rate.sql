{{ by_month('ended_at', 'is_resolved', 'is_result_published') }}
