"""The page that shows the OpenAPI document; its scripts are served from here, so it works offline."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles


def add_docs_page(app: FastAPI, path: str) -> None:
    """Serve the page at `path` and its scripts below it."""
    assets = f"{path}/assets"
    app.mount(assets, StaticFiles(directory=Path(str(files("fastapi_offline") / "static"))), name="docs-assets")

    @app.get(path, include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=app.openapi_url or "",
            title=f"{app.title} API",
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
        )
