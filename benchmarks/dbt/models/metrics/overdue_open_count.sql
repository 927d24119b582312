-- What is open and overdue at the end of each month.
SELECT unit_code, strftime(month, '%Y-%m') AS month, count(*) AS numerator, NULL::BIGINT AS denominator, NULL AS value
FROM {{ ref('dossiers') }}
JOIN range(TIMESTAMP '{{ var("begins") }}', TIMESTAMP '{{ var("as_of") }}', INTERVAL 1 MONTH) months(month)
    ON due_at < month + INTERVAL 1 MONTH AND received_at < month + INTERVAL 1 MONTH
WHERE is_accepted
    AND NOT (is_closed AND (ended_at IS NULL OR ended_at < month + INTERVAL 1 MONTH))
GROUP BY ALL
