"""The page that shows the OpenAPI document; its scripts are served from here, so it works offline."""

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.security_headers import POLICY

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def add_docs_page(app: FastAPI, path: str) -> None:
    """Serve the page at `path` and its scripts below it."""
    assets = f"{path}/assets"
    app.mount(assets, StaticFiles(directory=Path(str(files("fastapi_offline") / "static"))), name="docs-assets")

    page = get_swagger_ui_html(
        openapi_url=app.openapi_url or "",
        title=f"{app.title} API",
        swagger_js_url=f"{assets}/swagger-ui-bundle.js",
        swagger_css_url=f"{assets}/swagger-ui.css",
        swagger_favicon_url=f"{assets}/favicon.png",
    )
    page.headers[POLICY] = _policy(bytes(page.body).decode())

    @app.get(path, include_in_schema=False)
    def docs() -> HTMLResponse:
        return page


def _policy(html: str) -> str:
    """Let the page run the one script that it has, by its hash, and those of this service."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(html))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
