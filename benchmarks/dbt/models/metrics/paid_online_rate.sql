{{ by_month('received_at', 'is_accepted AND fee_vnd <> 0', "online_payment IN ('Cổng DVCQG', 'Cổng tỉnh')") }}
