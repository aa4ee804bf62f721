# The sensor: a bundle on a base that has Node and nothing else: no shell, no package manager, no root.
#
#   docker build -f deploy/images/sensor.Dockerfile -t harborguard-sensor .
#
# For a release both bases are given by digest: --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12@sha256:…

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${NODE_IMAGE} AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY sensor/package.json sensor/
COPY deploy/package.json deploy/
RUN npm ci --ignore-scripts --workspace shared --workspace sensor --workspace deploy
COPY . .
RUN node deploy/images/bundle.ts sensor /bundle && mkdir -m 0700 /state

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="HarborGuard sensor" \
      org.opencontainers.image.description="Reads registries inside a network and reports over one outbound link." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /bundle /app
COPY --from=build --chown=65532:65532 /state /var/lib/harborguard
# Large commits and sorts pass through temporary files, and the root file system may be read-only.
# One arena keeps the heap of an idle sensor small; the zlib threads it would serve are few.
ENV HARBORGUARD_STATE_DIR=/var/lib/harborguard \
    SQLITE_TMPDIR=/var/lib/harborguard \
    MALLOC_ARENA_MAX=1
USER 65532:65532
VOLUME /var/lib/harborguard
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "/app/sensor/src/main.js", "health"]
# A small young generation costs little here, since layers flow through buffers outside the heap.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=1", "/app/sensor/src/main.js"]
