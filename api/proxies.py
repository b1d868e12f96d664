"""What proxies say of a request, believed only from those of the settings."""

import re
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.settings import PREFIX, Settings


class Proxied:
    """Address and scheme of the client, and the prefix of paths that the client sees."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.trusted = settings.trusted_proxies
        self.root_path = settings.root_path
        hosts = [str(network) for network in self.trusted]
        self.behind = ProxyHeadersMiddleware(app, trusted_hosts=hosts)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["root_path"] = self.root_path
        if not self._trusts((scope.get("client") or ("",))[0]):
            await self.app(scope, receive, send)
            return
        prefix = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        if prefix and len(prefix) <= 200 and re.fullmatch(PREFIX, prefix):
            scope["root_path"] = prefix
        await self.behind(scope, receive, send)  # type: ignore[arg-type]

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.trusted)
