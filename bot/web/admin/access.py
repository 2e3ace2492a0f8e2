"""Who may administer: those with the password, those whom a reverse proxy names, those who are both."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class AdminAccess:
    """`password` is asked for by HTTP Basic (RFC 7617), `user_header` is the header in which a proxy names an admin.

    Both may be demanded at once. The proxy must take that header out of what comes from outside.
    """

    password: str | None = None
    user_header: str | None = None

    @property
    def is_on(self) -> bool:
        """Whether anybody may."""
        return bool(self.password or self.user_header)

    def is_named(self, request: Request) -> bool:
        """Whether the proxy names somebody, where it is to."""
        return not self.user_header or bool(request.headers.get(self.user_header, "").strip())

    def has_password(self, request: Request) -> bool:
        """Whether the right password is given, where one is demanded; takes as long for a wrong one."""
        if self.password is None:
            return True
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        digests = (hashlib.sha256(password).digest() for password in (given, self.password.encode()))
        return hmac.compare_digest(*digests) and scheme.lower() == "basic"

    def client(self, request: Request) -> str:
        """Whose attempts are counted together."""
        return request.client.host if request.client else "unknown"
