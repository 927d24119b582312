"""What an export is read with: the registers, the plan, the time zone, the pseudonym key."""

import threading
from pathlib import Path

from pydantic import SecretBytes

from par_metrics.domain import clock
from par_metrics.domain.privacy import pseudonym
from par_metrics.exports.rows.normalise import Context
from par_metrics.exports.rows.references import Bearer, References
from par_metrics.loading.plan import own_addresses
from par_metrics.settings.keys import keep_mark, pseudonym_key
from par_metrics.settings.layout import Layout
from par_metrics.settings.settings import Settings
from par_metrics.support.folding import fold, spelling
from par_metrics.warehouse.registers import Registers, code_by_name, units_by_name

_marking = threading.Lock()


def context_of(
    root: Path, settings: Settings, registers: Registers, file: str, key: SecretBytes | None = None
) -> Context:
    """The context of reading `file` (its name as messages show it) in a workspace, now.

    Args:
        key: of pseudonyms; None: the workspace's.
    """
    named = {
        name: tuple(Bearer(unit.unit_code, spelling(spelt), unit.valid_from, unit.valid_to) for unit, spelt in found)
        for name, found in units_by_name(registers.units).items()
    }
    alone = {name: found[0].code for name, found in named.items() if len({unit.code for unit in found}) == 1}
    return Context(
        references=References(
            unit_codes=frozenset(unit.unit_code for unit in registers.units),
            unit_code_by_name=alone,
            units_by_shared_name={name: found for name, found in named.items() if name not in alone},
            procedure_codes=frozenset(code for code, _ in registers.procedures),
            procedure_code_by_name=code_by_name(registers.procedures),
            procedure_fields=frozenset(map(fold, registers.fields)),
            own_unit=settings.unit,
            plan_rows=own_addresses(Layout(root)),
        ),
        timezone=settings.timezone,
        loaded_at=clock.now(settings.timezone),
        pseudonym=pseudonym((key or _own_key(root)).get_secret_value()),
        file=file,
        limits=settings.limits,
    )


def _own_key(root: Path) -> SecretBytes:
    """The workspace's, which from the first export on stays the same."""
    key, layout = pseudonym_key(root), Layout(root)
    # Files that are read side by side would write the first mark at one time, one over the half of another's.
    with _marking:
        if not layout.key_mark.exists():
            keep_mark(layout, key)
    return key
