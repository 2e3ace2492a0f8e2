"""What people and the bot do in a team; the bot is told of it as its app subscribed."""

from typing import Any
from urllib.parse import quote

from bot.local import events
from bot.local.delivery import Delivery
from bot.local.feed import ChangeKind
from bot.local.records import Channel, Json, Message, User
from bot.local.team import SLACKBOT, Team


class ActiveTeam(Team):
    """A team in which something happens."""

    def join(self, channel: str | Channel, user: str | User) -> list[Delivery]:
        """Let somebody into a channel (the bot too), as an invitation does."""
        where, who = self.channel(channel), self.user(user)
        if who.id in where.members:
            return []
        where.members.append(who.id)
        self.changed("member_joined", {"channel": where.id, "user": who.id})
        return events.member(self, where, who.id, "member_joined_channel")

    def leave(self, channel: str | Channel, user: str | User) -> list[Delivery]:
        """Take somebody out of a channel."""
        where, who = self.channel(channel), self.user(user)
        sent = events.member(self, where, who.id, "member_left_channel")
        where.members.remove(who.id)
        self.changed("member_left", {"channel": where.id, "user": who.id})
        return sent

    def archive(self, channel: str | Channel) -> None:
        """Archive a channel: nobody can post there any more."""
        where = self.channel(channel)
        where.archived = True
        self.changed("channel_archived", {"channel": where.id})

    def uninstall(self) -> list[Delivery]:
        """Remove the app: its tokens are revoked, and it is told."""
        sent = events.uninstalled(self)
        self.installed = False
        return sent

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        ephemeral_to: str | None = None,
        **more: Any,
    ) -> tuple[Message, list[Delivery]]:
        """Store a message and tell the bot of it; `more` are further fields of Message."""
        message = Message(channel.id, self.new_ts(), user, text, thread_ts=thread_ts, ephemeral_to=ephemeral_to, **more)
        if ephemeral_to is not None:
            channel.ephemerals.append(message)
            self.changed(
                "ephemeral", {"channel": channel.id, "to": ephemeral_to, "message": self.message_json(message)}
            )
            return message, []
        if thread_ts is not None and (parent := channel.messages.get(thread_ts)) is not None:
            parent.thread_ts = parent.ts
        channel.messages[message.ts] = message
        self.changed("message", {"channel": channel.id, "message": self.message_json(message)})
        return message, events.posted(self, channel, message)

    def upload(self, user: User, name: str, content: bytes) -> Json:
        """Somebody uploads a file; what a message with it shows, its content is served to whoever has the token."""
        file_id = self.new_id("F")
        address = f"{self.url}/files/{file_id}/{quote(name, safe='')}"
        self.file_contents[file_id] = content
        self.files[file_id] = {
            "id": file_id,
            "created": int(self.now().timestamp()),
            "name": name,
            "title": name,
            "mimetype": "application/octet-stream",
            "filetype": name.rpartition(".")[2],
            "user": user.id,
            "mode": "hosted",
            "size": len(content),
            "is_external": False,
            "url_private": address,
            "url_private_download": address,
        }
        return self.files[file_id]

    def update(self, message: Message, *, mark: bool = True, **fields: Any) -> list[Delivery]:
        """Change fields of a stored message, and mark it as edited."""
        before = self.message_json(message)
        for name, value in fields.items():
            setattr(message, name, value)
        if mark:
            message.edited = {"user": message.user, "ts": self.new_ts()}
        kind: ChangeKind = "ephemeral_changed" if message.ephemeral_to else "message_changed"
        self.changed(kind, {"channel": message.channel, "message": self.message_json(message)})
        return [] if message.ephemeral_to else events.changed(self, self.channels[message.channel], message, before)

    def delete(self, message: Message) -> list[Delivery]:
        """Delete a message; a thread's parent leaves a tombstone."""
        channel = self.channels[message.channel]
        before = self.message_json(message)
        if message.ephemeral_to:
            channel.ephemerals.remove(message)
            self.changed("ephemeral_deleted", {"channel": channel.id, "ts": message.ts})
            return []
        if channel.replies(message.ts):
            message.subtype, message.text, message.user = "tombstone", "This message was deleted.", SLACKBOT
            message.blocks, message.attachments, message.metadata = [], [], None
        else:
            del channel.messages[message.ts]
        self.changed("message_deleted", {"channel": channel.id, "ts": message.ts})
        return events.deleted(self, channel, message.ts, before)
