# The service. The Neo4j that it works on runs beside it: see docker-compose.yml.

FROM python:3.11-slim AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/guanxi \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /source
# Dependencies change seldom: their layer is kept while only our own code changes.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv build --wheel --out-dir /dist \
    && uv pip install --python /opt/guanxi/bin/python --no-deps /dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/guanxi --create-home guanxi
COPY --from=build /opt/guanxi /opt/guanxi
ENV PATH=/opt/guanxi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GUANXI_HOME=/var/lib/guanxi
USER 10001:10001
WORKDIR /var/lib/guanxi
VOLUME /var/lib/guanxi
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/v1/health/live', timeout=4)"]
ENTRYPOINT ["guanxi"]
# All addresses of the container: there is no sign-in yet, so publish the port on the host's loopback alone,
# as docker-compose.yml does.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--allow-remote"]
