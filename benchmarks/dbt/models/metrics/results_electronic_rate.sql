{{ by_month('ended_at', 'is_resolved', 'has_electronic_result') }}
