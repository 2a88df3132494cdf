# The production image: one for web, workers, beat and the migration; docker-compose.yml names each
# command. It runs as `app` on a read-only root file system and writes to /tmp and /media alone.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
    --requirement requirements.txt

FROM python:3.13-slim AS code
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The secrets of this one step are thrown away with it: collecting files needs none of them.
RUN SECRET_KEY=unused CREDENTIAL_KEYS=unused: STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home app && install --directory --owner=app /media
COPY --from=packages /venv /venv
COPY --from=code /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=8 \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/media
WORKDIR /app
USER app
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--respawn-failed-workers", "advocacy.wsgi:application"]
