"""api.*, auth.*, apps.*, bots.*, files.*, oauth.*, team.* and users.* (docs.slack.dev/reference/methods)."""

from typing import Any

from bot.local.active_team import ActiveTeam
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method, page

Json = dict[str, Any]


@method("api.test", "error foo")
def api_test(workspace: ActiveTeam, call: Call) -> Json:
    """Answers with the arguments, or with the error asked for."""
    if error := call.optional("error"):
        raise RefusedError(error)
    return {"args": call.arguments}


@method("auth.test")
def auth_test(workspace: ActiveTeam, call: Call) -> Json:
    """Whose token this is."""
    if call.token == workspace.app.app_token:
        return {"app_name": workspace.bot_user.name, "app_id": workspace.app_id}
    return {
        "url": f"https://{workspace.team_domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.bot_user.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke", "test")
def auth_revoke(workspace: ActiveTeam, call: Call) -> Json:
    """Give the token back."""
    if not call.flag("test"):
        workspace.uninstall()
    return {"revoked": not call.flag("test")}


@method("apps.connections.open", app_level=True)
def connections_open(workspace: ActiveTeam, call: Call) -> Json:
    """The address of a new Socket Mode WebSocket."""
    return {"url": workspace.socket_mode.open()}


@method("bots.info", "bot", scopes=("users:read",))
def bots_info(workspace: ActiveTeam, call: Call) -> Json:
    """The bot."""
    if call.optional("bot") not in (None, workspace.bot_id):
        raise RefusedError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": False,
        "name": workspace.bot_user.name,
        "updated": 0,
        "app_id": workspace.app_id,
        "user_id": workspace.bot_user.id,
        "icons": {},
    }
    return {"bot": bot}


@method("files.info", "file count page limit cursor", scopes=("files:read",))
def files_info(workspace: ActiveTeam, call: Call) -> Json:
    """A file's description; its contents are not served."""
    if (file := workspace.files.get(call.text("file"))) is None:
        raise RefusedError("file_not_found")
    return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}


@method("oauth.v2.access", "client_id client_secret code redirect_uri", open_=True)
def oauth_access(workspace: ActiveTeam, call: Call) -> Json:
    """The bot's token for the code that an installing person's browser brought; installs the app."""
    if (call.optional("client_id"), call.optional("client_secret")) != (
        workspace.app.client_id,
        workspace.app.client_secret,
    ):
        raise RefusedError("bad_client_secret")
    installer = workspace.oauth_codes.pop(call.text("code"), None)
    if installer is None:
        raise RefusedError("invalid_code")
    workspace.installed = True
    return {
        "access_token": workspace.app.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(workspace.app.scopes)),
        "bot_user_id": workspace.bot_user.id,
        "app_id": workspace.app_id,
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer},
    }


@method("team.info", "team domain", scopes=("team:read",))
def team_info(workspace: ActiveTeam, call: Call) -> Json:
    """The workspace."""
    team = {
        "id": workspace.team_id,
        "name": workspace.team_name,
        "domain": workspace.team_domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "url": f"https://{workspace.team_domain}.slack.com/",
    }
    return {"team": team}


@method("users.info", "user include_locale", scopes=("users:read",))
def users_info(workspace: ActiveTeam, call: Call) -> Json:
    """A person with their time zone, and with `include_locale` their language."""
    user = workspace.users.get(call.text("user"))
    if user is None:
        raise RefusedError("user_not_found")
    locale = bool(call.flag("include_locale"))
    return {"user": user.to_json(workspace.team_id, workspace.now(), include_locale=locale)}


@method("users.list", "cursor limit include_locale", scopes=("users:read",))
def users_list(workspace: ActiveTeam, call: Call) -> Json:
    """Everybody."""
    people, metadata = page(list(workspace.users.values()), call)
    locale = bool(call.flag("include_locale"))
    shown = [user.to_json(workspace.team_id, workspace.now(), include_locale=locale) for user in people]
    return {"members": shown, "response_metadata": metadata}
