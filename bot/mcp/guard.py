"""Who may call the server over HTTP: who has the token, or whom a reverse proxy lets through."""

import hmac
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Guard:
    """An application behind a bearer `token`, a `user_header` in which a proxy names the caller, or both at once."""

    app: ASGIApp
    token: str | None
    user_header: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it without a word of what it sent."""
        headers = Headers(scope=scope)
        if self.token is not None and not self._knows(headers.get("authorization", "")):
            challenge = {"www-authenticate": 'Bearer realm="latepost"'}
            error = "This needs the header Authorization: Bearer TOKEN, with the token that LATEPOST_MCP_TOKEN holds."
            await JSONResponse({"error": error}, 401, challenge)(scope, receive, send)
        elif self.user_header is not None and not headers.get(self.user_header, "").strip():
            error = f"This is open to callers alone whom the proxy in front of it names in {self.user_header}."
            await JSONResponse({"error": error}, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _knows(self, authorization: str) -> bool:
        """Whether the header brings the token; takes as long for a wrong one as for the right one."""
        scheme, _, given = authorization.partition(" ")
        wanted = (self.token or "").encode()
        return hmac.compare_digest(given.strip().encode("utf-8", "replace"), wanted) and scheme.lower() == "bearer"
