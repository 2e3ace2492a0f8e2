"""views.* (docs.slack.dev/reference/methods)."""

from typing import Any

from bot.local.active_team import ActiveTeam
from bot.local.records import ModalOrHome
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method

Json = dict[str, Any]


@method("views.open", "trigger_id interactivity_pointer view")
def open_(workspace: ActiveTeam, call: Call) -> Json:
    """Open a modal in front of the person whose interaction the trigger id is of."""
    trigger = workspace.tickets.redeem(_pointer(call))
    return _shown(workspace, workspace.views.open(trigger.user, call.arguments.get("view") or {}))


@method("views.push", "trigger_id interactivity_pointer view")
def push(workspace: ActiveTeam, call: Call) -> Json:
    """Put a modal on top of the one that the interaction happened in."""
    trigger = workspace.tickets.redeem(_pointer(call))
    view = workspace.views.push(trigger.user, trigger.view_id, call.arguments.get("view") or {})
    return _shown(workspace, view)


@method("views.update", "view_id external_id hash view")
def update(workspace: ActiveTeam, call: Call) -> Json:
    """Change an open view."""
    view = workspace.views.find(view_id=call.optional("view_id"), external_id=call.optional("external_id"))
    changed = workspace.views.update(view, call.arguments.get("view") or {}, call.optional("hash"))
    return _shown(workspace, changed)


@method("views.publish", "user_id hash view")
def publish(workspace: ActiveTeam, call: Call) -> Json:
    """Set a person's Home view."""
    user = call.text("user_id")
    if user not in workspace.users:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] invalid user_id"]})
    view = workspace.views.publish(user, call.arguments.get("view") or {}, call.optional("hash"))
    return _shown(workspace, view)


def _pointer(call: Call) -> str:
    return call.optional("interactivity_pointer") or call.text("trigger_id")


def _shown(workspace: ActiveTeam, view: "ModalOrHome") -> Json:
    return {"view": workspace.view_json(view)}
