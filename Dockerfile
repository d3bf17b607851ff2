# One image for web, worker, beat and migrations; what it does is its command (docs/deploy.md).
ARG PYTHON_VERSION=3.13

# The front end: Node and Sass stay in this stage.
FROM node:22-bookworm AS front
WORKDIR /srv/charter
COPY package.json package-lock.json .npmrc ./
COPY charter/frontend.py charter/frontend.py
COPY static static
RUN python3 -P charter/frontend.py build

# The Python packages, exactly as locked.
FROM python:${PYTHON_VERSION}-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements/app.txt /tmp/app.txt
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/app.txt
# For a storage backend or the like, such as "django-storages[s3]==1.14.6".
ARG EXTRA_PACKAGES=""
RUN if [ -n "$EXTRA_PACKAGES" ]; then /opt/venv/bin/pip install --no-cache-dir $EXTRA_PACKAGES; fi

FROM python:${PYTHON_VERSION}-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent charter \
    && install -d -o charter -g charter -m 0700 /var/lib/charter /var/lib/charter/audit
WORKDIR /srv/charter
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=front /srv/charter/build/static build/static
COPY --from=front /srv/charter/build/fonts build/fonts
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CHARTER_DATA=/var/lib/charter \
    GUNICORN_CMD_ARGS="--bind=0.0.0.0:8000 --worker-class=gthread --workers=2 --threads=4 --graceful-timeout=20 --worker-tmp-dir=/dev/shm --access-logfile=- --logger-class=charter.kit.web_log.MaskedLogger --no-control-socket"
# These values are for this step only: nothing is connected to, and none is kept in the image.
RUN SECRET_KEY=build DATABASE_URL=postgresql://none/none REDIS_URL=redis://none/0 CHARTER_DATA=/tmp/build \
    python manage.py collectstatic --noinput --verbosity 0 && rm -rf /tmp/build build/jinja \
    && python -m compileall -q charter training applications assessment awards
USER charter
VOLUME /var/lib/charter
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "charter.wsgi:application"]
