"""The warehouse: loads, record versions, the archive, the lake and the rejects of a workspace."""

from par_metrics.warehouse.rebuild import rebuild
from par_metrics.warehouse.store import Warehouse
from par_metrics.warehouse.tables import current_sql, query, versions_table

__all__ = ["Warehouse", "current_sql", "query", "rebuild", "versions_table"]
