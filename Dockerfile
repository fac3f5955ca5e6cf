# syntax=docker/dockerfile:1

# Every stage has the same Node and the same Debian, so that what one installs runs in the other.

# The playground's page
FROM node:24-trixie-slim AS page
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build:playground

# What the bot imports. Source maps, types, tests, manuals and bundles for browsers are a third of it and never loaded; licences
# stay.
FROM node:24-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && find node_modules -type f -regex '.*\.\(map\|[cm]?ts\|md\|markdown\)' ! -iname 'licen[cs]e*' ! -iname 'notice*' -delete \
 && find node_modules -type d -regex '.*/\(tests?\|__tests__\|docs\|examples\|benchmarks?\|umd\|iife\|\.github\)' -prune -exec rm -r {} + \
 && mkdir empty

# Node, C and C++ libraries, certificates: no shell, no package manager
FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="Magpie" \
      org.opencontainers.image.description="A self-hosted bot that brings shiny things from the web into Slack and Discord" \
      org.opencontainers.image.source="https://github.com/magpie-bot/magpie" \
      org.opencontainers.image.licenses="MIT"
COPY --from=packages /app/node_modules /app/node_modules
COPY --from=page /app/build/playground /app/build/playground
COPY package.json LICENSE /app/
COPY assets /app/assets
COPY recorded /app/recorded
COPY scripts /app/scripts
COPY src /app/src
COPY commands /app/commands
# The only folder that is written to: an empty one, so that a volume on it starts as the bot's own
COPY --from=packages --chown=65532:65532 /app/empty /data
VOLUME /data
# The bot keeps its things in ./data
WORKDIR /
ENV NODE_ENV=production HOST=0.0.0.0 NODE_COMPILE_CACHE=/data/compile-cache
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["/nodejs/bin/node", "/app/scripts/healthcheck.ts"]
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["--import", "/app/src/runtime.js", "/app/src/main.ts"]
