"""What is wrong with the value of a setting, in the words of who wrote it."""

from pydantic import ValidationError

from par_metrics.errors import SettingsError
from par_metrics.settings.environment import ENV_PREFIX
from par_metrics.support.wrong_values import place_and_reason
from schemas import Label


def wrong_value(error: ValidationError, place: str) -> SettingsError:
    """The first error, with the key as it is written in the file `place`."""
    first = error.errors(include_url=False, include_input=False)[0]
    where, what = place_and_reason(first)
    key = ".".join(str(part) for part in where).replace("freshness.days.", "freshness.")
    return SettingsError(
        Label(
            f'{place} (hoặc biến môi trường {ENV_PREFIX}…): giá trị của "{key}" không hợp lệ: {what.vi}.',
            f'{place} (or the environment, {ENV_PREFIX}…): the value of "{key}" is wrong: {what.en}.',
        ),
        "wrong_setting",
    )
