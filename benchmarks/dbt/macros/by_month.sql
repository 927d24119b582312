-- A share by unit and month of an event: of the dossiers counted, the good ones; or the sum of a measure.
{% macro by_month(event, counted, good=none, measure=none) %}
SELECT
    unit_code,
    strftime({{ event }}, '%Y-%m') AS month,
    {% if measure %}sum({{ measure }}){% else %}count(*) FILTER ({{ good }}){% endif %} AS numerator,
    count(*) AS denominator,
    numerator / denominator AS value
FROM {{ ref('dossiers') }}
WHERE {{ event }} >= TIMESTAMP '{{ var("begins") }}' AND {{ event }} < TIMESTAMP '{{ var("as_of") }}'
    AND {{ counted }}
GROUP BY ALL
{% endmacro %}
