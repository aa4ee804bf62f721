# The control plane with its console and the managed sensor, on a base that has Node and nothing else.
#
#   docker build -f deploy/images/control-plane.Dockerfile -t harborguard-control-plane .
#
# For a release both bases are given by digest: --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12@sha256:…

ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${NODE_IMAGE} AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY sensor/package.json sensor/
COPY control-plane/package.json control-plane/
COPY control-plane/client/package.json control-plane/client/
COPY control-plane/console/package.json control-plane/console/
COPY deploy/package.json deploy/
RUN npm ci --ignore-scripts --workspace shared --workspace sensor --workspace control-plane \
      --workspace control-plane/client --workspace control-plane/console --workspace deploy
COPY . .
RUN node control-plane/console/build/main.ts \
 && node deploy/images/bundle.ts control-plane /bundle && mkdir -m 0700 /data

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="HarborGuard control plane" \
      org.opencontainers.image.description="Holds keys, schedule, inventory and findings, and serves the API and the console." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /bundle /app
COPY --from=build --chown=65532:65532 /data /var/lib/harborguard
# Large commits and sorts pass through temporary files, and the root file system may be read-only.
ENV HARBORGUARD_DATA_DIR=/var/lib/harborguard \
    SQLITE_TMPDIR=/var/lib/harborguard \
    HARBORGUARD_LISTEN=0.0.0.0:8080
USER 65532:65532
VOLUME /var/lib/harborguard
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["/nodejs/bin/node", "/app/control-plane/src/main.js", "health"]
ENTRYPOINT ["/nodejs/bin/node", "/app/control-plane/src/main.js"]
CMD ["serve"]
