"""Lists that a record holds as text, `"[{...}]"`, as programs write them that make JSON twice."""

from collections.abc import Collection, Mapping

import duckdb

from par_metrics.readers.json_sql import escaped, literal
from par_metrics.support.folding import fold_heading


def unpack_lists(
    connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, object], vocabulary: Collection[str]
) -> bool:
    """Put the list in place of its text in the table `element`; whether there was one.

    Args:
        kinds: key of a record -> what DuckDB says of its values.
        vocabulary: folded headings; only lists of which it asks for something are looked for.
    """
    asked = {heading.partition(":")[0].partition(".")[0] for heading in vocabulary if ":" in heading}
    keys = [key for key, kind in kinds.items() if kind in ("VARCHAR", "JSON") and fold_heading(key) in asked]
    changed = 0
    for key in keys:
        place = literal(f"/{escaped(key)}")
        text = f"json_extract_string(e, {place})"
        is_list = f"json_type(e, {place}) = 'VARCHAR' AND json_valid({text}) AND json_type({text}) = 'ARRAY'"
        [(count,)] = connection.execute(
            f"UPDATE element SET e = json_merge_patch(e, json_object({literal(key)}, {text}::JSON)) WHERE {is_list}"
        ).fetchall()
        changed += count
    return changed > 0
