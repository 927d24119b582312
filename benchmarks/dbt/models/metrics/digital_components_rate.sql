{{ by_month('received_at', 'is_accepted', 'has_digital_components') }}
