"""What is wrong with a value, in plain words: pydantic's own texts speak of inputs, schemes and patterns."""

from collections.abc import Mapping
from typing import Any

_A_WHOLE_NUMBER, _A_NUMBER = "must be a whole number", "must be a number"
_A_TIME = "must be a time such as 2025-09-26T00:35:00+08:00"
_AN_ADDRESS = "must be an address that begins with http:// or https://"
_WORDING = {
    "missing": "is missing",
    "extra_forbidden": "is not known",
    "string_type": "must be text",
    "int_type": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "int_parsing_size": _A_WHOLE_NUMBER,
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "model_type": "must be an object with named fields",
    "datetime_type": _A_TIME,
    "datetime_parsing": _A_TIME,
    "datetime_from_date_parsing": _A_TIME,
    "timezone_aware": "needs an offset such as +08:00",
    "url_type": _AN_ADDRESS,
    "url_parsing": _AN_ADDRESS,
    "url_scheme": _AN_ADDRESS,
    "url_syntax_violation": _AN_ADDRESS,
    "url_too_long": "is longer than an address may be",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}
"""By the type of pydantic's error (https://docs.pydantic.dev/latest/errors/validation_errors/)."""


def describe(error: Mapping[str, Any]) -> str:
    """One entry of `ValidationError.errors()` as the end of a sentence: `must be a whole number`."""
    if wording := _WORDING.get(error["type"]):
        return wording.format(**error.get("ctx", {}))
    text: str = error["msg"].removeprefix("Value error, ")
    return text.replace("Input should", "must")
