# The gateway: nginx with the built browser client and the same templates as the local stack.
FROM node:24-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM nginx:1.29
# The image's entry point fills in *.template into conf.d, which its unprivileged user must be able to write.
RUN rm -f /etc/nginx/conf.d/* && mkdir -p /var/lib/natter && chown -R nginx:nginx /etc/nginx/conf.d /var/lib/natter
COPY gateway/ /etc/nginx/templates/
RUN cd /etc/nginx/templates && for file in *; do case "$file" in *.template) ;; *) mv "$file" "$file.template" ;; esac; done
COPY --from=web /web/dist /usr/share/nginx/html

# The limits are those of deploy/stack/gateway.py; tests/unit/deploy compares the two.
ENV NATTER_GATEWAY_CONFIG=/etc/nginx/conf.d \
    NATTER_GATEWAY_STATE=/var/lib/natter \
    NATTER_WEB_ROOT=/usr/share/nginx/html \
    NATTER_GATEWAY_MAIN="load_module modules/ngx_http_js_module.so;" \
    NATTER_GATEWAY_WORKERS=auto \
    NATTER_GATEWAY_CONNECTIONS=8192 \
    NATTER_REQUESTS_PER_SECOND=300 \
    NATTER_SIGN_INS_PER_SECOND=10 \
    NATTER_REFRESHES_PER_SECOND=50 \
    NATTER_SOCKETS_PER_SECOND=200 \
    NATTER_CONNECTIONS_PER_ADDRESS=4000 \
    NATTER_TRUSTED_PROXY=0.0.0.0/32 \
    NATTER_LISTEN=8080 \
    NATTER_AUTH_ADDRESS=auth:8000 \
    NATTER_CHAT_ADDRESS=chat:8000 \
    NATTER_REALTIME_ADDRESS=realtime:8000 \
    NATTER_NOTIFY_ADDRESS=notify:8000

USER nginx
EXPOSE 8080
CMD ["nginx", "-c", "/etc/nginx/conf.d/nginx.conf"]
