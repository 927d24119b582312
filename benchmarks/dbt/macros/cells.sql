{% macro deadline(column) %}
    coalesce(
        try_strptime({{ column }}, '%d/%m/%Y %H:%M:%S'),
        try_strptime({{ column }}, '%d/%m/%Y') + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND
    )
{% endmacro %}

{% macro yes(column) %}
    CASE {{ column }} WHEN 'Có' THEN TRUE WHEN 'Không' THEN FALSE END
{% endmacro %}
