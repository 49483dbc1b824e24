# syntax=docker/dockerfile:1
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev
ENV GOCACHE=/gocache
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/gocache \
    CGO_ENABLED=0 go build -buildvcs=false -tags nomsgpack -trimpath \
    -ldflags "-s -w -X main.version=${VERSION}" -o /watchtower .

# Static: certificates, time zones and a user who is not root, but no shell and no packages.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /watchtower /watchtower
USER nonroot
# The webhook; and health and metrics, for the private network only: never publish 8081.
ENV WEBHOOK_ADDR=0.0.0.0:8080 ADMIN_ADDR=0.0.0.0:8081
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/watchtower"]
CMD ["serve"]
