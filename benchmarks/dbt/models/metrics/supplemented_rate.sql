{{ by_month('received_at', 'is_accepted', 'supplement_count > 0') }}
