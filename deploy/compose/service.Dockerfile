# One image for all four services; docker-compose.yml says which one a container is.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576
WORKDIR /natter

COPY deploy/requirements-services.lock deploy/
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r deploy/requirements-services.lock \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin natter \
 && mkdir -m 700 /files && chown natter /files

COPY deploy/gunicorn.conf.py deploy/json_lines.py deploy/
COPY deploy/compose/service.sh deploy/compose/ready.py deploy/compose/mongo_setup.py deploy/compose/
COPY services services
RUN python -m compileall -q services

USER natter
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["sh", "deploy/compose/service.sh"]
