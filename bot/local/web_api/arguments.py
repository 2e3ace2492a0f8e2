"""Reading the arguments of a call: query, form or JSON, as slack_sdk and others send them."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.local.limits import check_encodable
from bot.local.refusal import RefusedError

Json = dict[str, Any]

_JSON_ARGUMENTS = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "unfurls": "invalid_unfurls_format",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
    "message": "invalid_arguments",
    "prompts": "invalid_arguments",
    "loading_messages": "invalid_arguments",
}
"""The arguments that hold JSON, and what Slack says when a form's string for them is none."""


async def read_arguments(request: Request) -> Json:
    """The arguments by name; JSON inside form fields is read. Refuses `invalid_json`, `invalid_post_type`."""
    arguments: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if body and kind == "application/json":
        try:
            posted = json.loads(body)
        except ValueError:
            raise RefusedError("invalid_json") from None
        if not isinstance(posted, dict):
            raise RefusedError("json_not_object")
        arguments |= posted
    elif body and kind == "application/x-www-form-urlencoded":
        try:
            arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        except ValueError:
            raise RefusedError("invalid_form_data") from None
    elif body:
        raise RefusedError("invalid_post_type")
    for name, code in _JSON_ARGUMENTS.items():
        if isinstance(arguments.get(name), str):
            try:
                arguments[name] = json.loads(arguments[name])
            except ValueError:
                raise RefusedError(code) from None
    check_encodable(arguments)
    return arguments
