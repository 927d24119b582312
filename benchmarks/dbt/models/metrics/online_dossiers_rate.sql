{{ by_month('received_at', 'is_accepted AND channel IS NOT NULL', "channel = 'Trực tuyến'") }}
