"""The modals that are open in front of each person, and each person's Home view."""

from collections.abc import Callable
from typing import Any

from bot.local.form import copied, fill_in_ids, initial_state
from bot.local.limits import VIEW_DEPTH, check_view
from bot.local.records import ModalOrHome
from bot.local.refusal import RefusedError

Json = dict[str, Any]


class Views:
    """Modals by id, the stack of open ones by person, and Home views by person."""

    def __init__(self, new_id: Callable[[str], str], changed: Callable[[str, ModalOrHome], None]) -> None:
        self._new_id = new_id
        self._changed = changed
        self._by_id: dict[str, ModalOrHome] = {}
        self._stacks: dict[str, list[ModalOrHome]] = {}
        self.homes: dict[str, ModalOrHome] = {}

    def stack(self, user: str) -> list[ModalOrHome]:
        """The open modals of a person, the topmost last."""
        return list(self._stacks.get(user, []))

    def open(self, user: str, body: Json) -> ModalOrHome:
        """Show a modal; what was open before is gone."""
        check_view(body, "modal")
        self._check_external_id(body)
        self.close_all(user)
        return self._show(user, body, [])

    def push(self, user: str, parent_id: str | None, body: Json) -> ModalOrHome:
        """Show a modal on top of the one that the trigger came from; `push_limit_reached` above three."""
        stack = self._stacks.get(user, [])
        if parent_id is None or all(view.id != parent_id for view in stack):
            raise RefusedError("invalid_trigger_id")
        if len(stack) >= VIEW_DEPTH:
            raise RefusedError("push_limit_reached")
        check_view(body, "modal")
        self._check_external_id(body)
        return self._show(user, body, stack)

    def update(self, view: ModalOrHome, body: Json, hash_: str | None = None) -> ModalOrHome:
        """Put other contents into an open view; what was filled in stays where block_id and action_id stay."""
        if hash_ is not None and hash_ != view.hash:
            raise RefusedError("hash_conflict")
        check_view(body, view.body["type"])
        self._check_external_id(body, view)
        view.body = _prepared(body)
        view.hash = self._new_id("H")
        fresh = initial_state(view.blocks)
        for block_id, actions in fresh.items():
            for action_id in actions:
                kept = view.state.get(block_id, {}).get(action_id)
                if kept is not None and kept["type"] == actions[action_id]["type"]:
                    actions[action_id] = kept
        view.state = fresh
        self._changed("view_updated", view)
        return view

    def publish(self, user: str, body: Json, hash_: str | None = None) -> ModalOrHome:
        """Set a person's Home view; `hash_conflict` when it is no longer the one that the hash was of."""
        check_view(body, "home")
        current = self.homes.get(user)
        if current is not None and hash_ is not None and hash_ != current.hash:
            raise RefusedError("hash_conflict")
        view_id = current.id if current else self._new_id("V")
        prepared = _prepared(body)
        view = ModalOrHome(view_id, user, prepared, view_id, None, self._new_id("H"), initial_state(prepared["blocks"]))
        self.homes[user] = self._by_id[view_id] = view
        self._changed("home_published", view)
        return view

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> ModalOrHome:
        """An open view by either id; `not_found`."""
        for view in self._by_id.values():
            named = view.id == view_id if view_id else view.body.get("external_id") == external_id
            if named and view.open and (view_id or external_id):
                return view
        raise RefusedError("not_found")

    def close(self, view: ModalOrHome) -> None:
        """Take the view away; the one below shows again."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
        self._gone(view)

    def close_all(self, user: str) -> None:
        """Take all modals of a person away."""
        for view in self._stacks.pop(user, []):
            self._gone(view)

    def _gone(self, view: ModalOrHome) -> None:
        view.open = False
        self._by_id.pop(view.id, None)
        self._changed("view_closed", view)

    def _show(self, user: str, body: Json, below: list[ModalOrHome]) -> ModalOrHome:
        view_id, prepared = self._new_id("V"), _prepared(body)
        root_id = below[0].id if below else view_id
        previous_id = below[-1].id if below else None
        view = ModalOrHome(
            view_id, user, prepared, root_id, previous_id, self._new_id("H"), initial_state(prepared["blocks"])
        )
        self._by_id[view_id] = view
        self._stacks.setdefault(user, []).append(view)
        self._changed("view_opened", view)
        return view

    def _check_external_id(self, body: Json, same: ModalOrHome | None = None) -> None:
        external_id = body.get("external_id")
        if external_id and any(
            view.open and view is not same and view.body.get("external_id") == external_id
            for view in self._by_id.values()
        ):
            raise RefusedError("duplicate_external_id")


def _prepared(body: Json) -> Json:
    prepared: Json = copied(body)
    fill_in_ids(prepared["blocks"])
    return prepared
