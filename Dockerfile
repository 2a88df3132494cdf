# The production image: one for web, worker, beat and the migration; docker-compose.yml names each command.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
    --requirement requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home app
COPY --from=packages /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/media
WORKDIR /app
COPY . .
# The secrets of this one step are thrown away with it: collecting files needs none of them.
RUN SECRET_KEY=unused CREDENTIAL_KEYS=unused: python manage.py collectstatic --no-input --verbosity 0
RUN install --directory --owner=app /media
USER app
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", \
     "advocacy.wsgi:application"]
