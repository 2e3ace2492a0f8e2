"""Who may read: anybody, those with the secret link, those whom a reverse proxy names."""

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command that only names addresses needs no server
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Access:
    """`secret` stands in every address; `user_header` is the header in which a reverse proxy names the reader.

    Both may be demanded at once. The proxy must take that header out of what comes from outside.
    """

    secret: str | None = None
    user_header: str | None = None

    @property
    def base(self) -> str:
        """What stands before every path of the reader, without a slash at its end."""
        return f"/r/{self.secret}" if self.secret else ""

    def knows(self, given: str) -> bool:
        """Whether this is the secret; takes as long for a wrong one as for the right one."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), (self.secret or "").encode())

    def reader(self, request: "Request") -> str | None:
        """The name of the reader whom the proxy let through, else the address; None for nobody."""
        if self.user_header:
            return request.headers.get(self.user_header, "").strip() or None
        return request.client.host if request.client else "unknown"
