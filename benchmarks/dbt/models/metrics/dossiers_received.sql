{{ by_month('received_at', 'is_accepted', 'TRUE') }}
