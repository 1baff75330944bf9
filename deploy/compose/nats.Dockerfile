# NATS with the users and permissions of the local stack; passwords come from the environment.
FROM nats:2.12-alpine
COPY deploy/compose/nats.conf /etc/natter/nats.conf
# A fresh volume takes over the owner of the folder that it covers.
RUN mkdir -p /data && chown 1000:1000 /data
USER 1000:1000
CMD ["nats-server", "--config", "/etc/natter/nats.conf"]
