// Made from the OpenAPI document by `npm run docs`; never edited by hand.

export interface Operations {
  'GET /api/health': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        status: "ok";
        version: string;
      };
    };
  };
  'GET /api/ready': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        status: "ok";
        version: string;
      };
    };
  };
  'GET /api/errors': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        code: string;
        meaning: string;
        retryable: boolean;
        httpStatus: number;
        firstCheck: string;
      })[];
    };
  };
  'GET /api/advisories': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        state: "current" | "stale" | "missing";
        stale: boolean;
        source?: string;
        builtAt?: string;
        newestModifiedAt?: string;
        ageHours?: number;
        records?: number;
        affectedPackages?: number;
        ecosystems?: readonly (string)[];
      };
    };
  };
  'GET /api/overview': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        registries: {
          total: number;
          DISCONNECTED: number;
          SYNCING: number;
          CONNECTED: number;
          ERROR: number;
        };
        attention: readonly ({
          registryId: string;
          name: string;
          condition: {
            code: string;
            firstCheck: string;
          };
        })[];
        sensors: {
          total: number;
          online: number;
          offline: number;
        };
        images: {
          known: number;
          scanned: number;
          partial: number;
          failed: number;
          waiting: number;
          noAdvisoryData: number;
          tags: number;
          repositories: number;
        };
        findings: {
          open: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
          total: number;
          fixable: number;
          advisories: number;
          affectedTags: number;
        };
        advisories: {
          state: "current" | "stale" | "missing";
        };
      };
    };
  };
  'GET /api/registries': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      sort?: "name:asc" | "name:desc" | "createdAt:asc" | "createdAt:desc" | "lastSyncAt:asc" | "lastSyncAt:desc";
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        provider: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
        url: string;
        scanMethod: "cloud" | "sensor";
        schedule: "manual" | "daily" | "weekly" | "on_push";
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        hasCredential: boolean;
        revision: number;
        createdAt: string;
        updatedAt: string;
        status: "DISCONNECTED" | "SYNCING" | "CONNECTED" | "ERROR";
        health: number | null;
        conditions: readonly ({
          code: string;
          firstCheck: string;
        })[];
        lastSyncAt: string | null;
        nextSyncAt: string | null;
        recentSyncs: readonly ({
          outcome: "succeeded" | "failed";
          startedAt: string;
          durationMs: number;
          repositories: number;
          tags: number;
          digests: number;
          conditions: readonly (string)[];
          code?: string;
        })[];
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'POST /api/registries': {
    params: never;
    query: never;
    body: {
      name?: string;
      url: string;
      provider?: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
      scanMethod: "cloud" | "sensor";
      username?: string;
      password?: string;
      allowPlainHttp?: boolean;
      caPem?: string;
      schedule?: "manual" | "daily" | "weekly" | "on_push";
      filters?: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
      };
      sensorId?: string;
    };
    answer: {
      data: {
        id: string;
        name: string;
        provider: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
        url: string;
        scanMethod: "cloud" | "sensor";
        schedule: "manual" | "daily" | "weekly" | "on_push";
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        hasCredential: boolean;
        revision: number;
        createdAt: string;
        updatedAt: string;
        status: "DISCONNECTED" | "SYNCING" | "CONNECTED" | "ERROR";
        health: number | null;
        conditions: readonly ({
          code: string;
          firstCheck: string;
        })[];
        lastSyncAt: string | null;
        nextSyncAt: string | null;
        recentSyncs: readonly ({
          outcome: "succeeded" | "failed";
          startedAt: string;
          durationMs: number;
          repositories: number;
          tags: number;
          digests: number;
          conditions: readonly (string)[];
          code?: string;
        })[];
        sensorApiKey?: string;
      };
    };
  };
  'GET /api/registries/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        provider: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
        url: string;
        scanMethod: "cloud" | "sensor";
        schedule: "manual" | "daily" | "weekly" | "on_push";
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        hasCredential: boolean;
        revision: number;
        createdAt: string;
        updatedAt: string;
        status: "DISCONNECTED" | "SYNCING" | "CONNECTED" | "ERROR";
        health: number | null;
        conditions: readonly ({
          code: string;
          firstCheck: string;
        })[];
        lastSyncAt: string | null;
        nextSyncAt: string | null;
        recentSyncs: readonly ({
          outcome: "succeeded" | "failed";
          startedAt: string;
          durationMs: number;
          repositories: number;
          tags: number;
          digests: number;
          conditions: readonly (string)[];
          code?: string;
        })[];
      };
    };
  };
  'PUT /api/registries/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name?: string;
      url?: string;
      provider?: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
      scanMethod?: "cloud" | "sensor";
      username?: string | null;
      password?: string | null;
      allowPlainHttp?: boolean;
      caPem?: string | null;
      schedule?: "manual" | "daily" | "weekly" | "on_push";
      filters?: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
      };
      revision?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        provider: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
        url: string;
        scanMethod: "cloud" | "sensor";
        schedule: "manual" | "daily" | "weekly" | "on_push";
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        hasCredential: boolean;
        revision: number;
        createdAt: string;
        updatedAt: string;
        status: "DISCONNECTED" | "SYNCING" | "CONNECTED" | "ERROR";
        health: number | null;
        conditions: readonly ({
          code: string;
          firstCheck: string;
        })[];
        lastSyncAt: string | null;
        nextSyncAt: string | null;
        recentSyncs: readonly ({
          outcome: "succeeded" | "failed";
          startedAt: string;
          durationMs: number;
          repositories: number;
          tags: number;
          digests: number;
          conditions: readonly (string)[];
          code?: string;
        })[];
      };
    };
  };
  'DELETE /api/registries/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
  };
  'POST /api/registries/test-connection': {
    params: never;
    query: never;
    body: {
      registryId?: string;
      url?: string;
      provider?: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
      scanMethod?: "cloud" | "sensor";
      username?: string;
      password?: string;
      allowPlainHttp?: boolean;
      caPem?: string;
    };
    answer: {
      data: {
        reachable: boolean;
        authenticated: boolean;
        latencyMs: number;
        provider: string;
        credentialSource?: string;
        code?: string;
        message?: string;
        firstCheck?: string;
        details: Readonly<Record<string, string>>;
      };
    };
  };
  'POST /api/registries/{id}/sync': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      success: true;
      message: "Sync started";
    };
  };
  'GET /api/registries/{id}/sensor-status': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        registryId: string;
        state: "waiting" | "online" | "offline";
        status: string;
        lastHeartbeatAt: string | null;
        sensors: readonly ({
          id: string;
          name: string;
          version: string;
          platform: string;
          analyzerVersion: string;
          managed: boolean;
          state: "never" | "online" | "offline";
          connected: boolean;
          cloned: boolean;
          firstSeenAt: string;
          lastSeenAt: string;
          lostMessages: number;
          lastHeartbeatAt?: string;
          clockSkewMs?: number;
          work?: "idle" | "working" | "draining";
          backlog?: {
            messages: number;
            bytes: number;
            oldestAgeMs: number;
          };
          runningJobs?: number;
          freeDiskBytes?: number;
          rssBytes?: number;
        })[];
      };
    };
  };
  'GET /api/registries/{id}/syncs': {
    params: {
      id: string;
    };
    query: {
      page?: number;
      limit?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        jobId: string;
        outcome: "succeeded" | "failed" | "cancelled";
        startedAt: string;
        finishedAt: string;
        durationMs: number;
        repositories: number;
        tags: number;
        digests: number;
        addedTags: number;
        removedTags: number;
        restricted: boolean;
        conditions: readonly (string)[];
        code?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'PUT /api/registries/{id}/sensors': {
    params: {
      id: string;
    };
    query: never;
    body: {
      sensorIds: readonly (string)[];
    };
    answer: {
      data: {
        registryId: string;
        state: "waiting" | "online" | "offline";
        status: string;
        lastHeartbeatAt: string | null;
        sensors: readonly ({
          id: string;
          name: string;
          version: string;
          platform: string;
          analyzerVersion: string;
          managed: boolean;
          state: "never" | "online" | "offline";
          connected: boolean;
          cloned: boolean;
          firstSeenAt: string;
          lastSeenAt: string;
          lostMessages: number;
          lastHeartbeatAt?: string;
          clockSkewMs?: number;
          work?: "idle" | "working" | "draining";
          backlog?: {
            messages: number;
            bytes: number;
            oldestAgeMs: number;
          };
          runningJobs?: number;
          freeDiskBytes?: number;
          rssBytes?: number;
        })[];
      };
    };
  };
  'GET /api/sensors': {
    params: never;
    query: {
      page?: number;
      limit?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        version: string;
        platform: string;
        analyzerVersion: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        lastHeartbeatAt?: string;
        clockSkewMs?: number;
        work?: "idle" | "working" | "draining";
        backlog?: {
          messages: number;
          bytes: number;
          oldestAgeMs: number;
        };
        runningJobs?: number;
        freeDiskBytes?: number;
        rssBytes?: number;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/sensors/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        version: string;
        platform: string;
        analyzerVersion: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        lastHeartbeatAt?: string;
        clockSkewMs?: number;
        work?: "idle" | "working" | "draining";
        backlog?: {
          messages: number;
          bytes: number;
          oldestAgeMs: number;
        };
        runningJobs?: number;
        freeDiskBytes?: number;
        rssBytes?: number;
      };
    };
  };
  'GET /api/images': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      sort?: "name:asc" | "name:desc" | "severity:asc" | "severity:desc" | "packages:asc" | "packages:desc" | "firstSeenAt:asc" | "firstSeenAt:desc" | "lastSeenAt:asc" | "lastSeenAt:desc" | "scannedAt:asc" | "scannedAt:desc";
      registry?: string;
      repository?: string;
      tag?: string;
      digest?: string;
      search?: string;
      platform?: string;
      package?: string;
      cve?: string;
      state?: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
    };
    body: never;
    answer: {
      data: readonly ({
        registryId: string;
        registryName: string;
        repository: string;
        tag: string;
        digest: string;
        indexDigest?: string;
        platform?: string;
        state: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data";
        errorCode?: string;
        distro?: string;
        sizeBytes?: number;
        packages: number;
        findings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
        firstSeenAt: string;
        lastSeenAt: string;
        movedAt: string;
        scannedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/images/{digest}': {
    params: {
      digest: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        digest: string;
        kind: "unknown" | "image" | "index" | "attachment";
        mediaType?: string;
        state: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data";
        errorCode?: string;
        platform?: string;
        distro?: string;
        uncoveredTypes: readonly (string)[];
        sizeBytes?: number;
        analyzerVersion?: string;
        firstSeenAt: string;
        scannedAt?: string;
        matchedAt?: string;
        matchedWith?: string;
        packages: number;
        findings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
        places: readonly ({
          registryId: string;
          registryName: string;
          repository: string;
          tag: string;
          firstSeenAt: string;
          lastSeenAt: string;
          movedAt: string;
          indexDigest?: string;
        })[];
        locations: readonly ({
          registryId: string;
          repository: string;
        })[];
        members: readonly ({
          digest: string;
          role: "image" | "attestation" | "other";
          platform?: string;
          state?: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data";
        })[];
        layers: readonly ({
          digest: string;
          sizeBytes: number;
          createdBy?: string;
          fromBase?: boolean;
          packages: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
        })[];
        facts?: {
          user?: string;
          created?: string;
          exposedPorts: readonly (string)[];
          labels: Readonly<Record<string, string>>;
          entrypoint?: readonly (string)[];
          command?: readonly (string)[];
          workingDirectory?: string;
          healthcheck?: boolean;
          history?: readonly ({
            createdBy: string;
            layer?: number;
          })[];
          baseLayers?: number;
        };
        issues: readonly ({
          code: string;
          layer?: number;
          path?: string;
          detail?: string;
        })[];
      };
    };
  };
  'GET /api/images/{digest}/packages': {
    params: {
      digest: string;
    };
    query: {
      page?: number;
      limit?: number;
      sort?: "name:asc" | "name:desc" | "type:asc" | "type:desc" | "findings:asc" | "findings:desc";
      type?: string;
      search?: string;
      layer?: number;
      affected?: boolean;
    };
    body: never;
    answer: {
      data: readonly ({
        type: "deb" | "apk" | "rpm" | "npm" | "pypi" | "golang" | "maven" | "gem" | "composer" | "cargo" | "nuget" | "generic";
        name: string;
        version: string;
        purl: string;
        architecture?: string;
        source?: {
          name: string;
          version: string;
        };
        licenses?: readonly (string)[];
        vendor?: string;
        modularity?: string;
        locations: readonly (string)[];
        layer: number;
        detector: string;
        ownedBy?: string;
        findings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/images/{digest}/findings': {
    params: {
      digest: string;
    };
    query: {
      page?: number;
      limit?: number;
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      fixable?: boolean;
      layer?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        advisoryId: string;
        ids: readonly (string)[];
        sources: readonly (string)[];
        packageType: string;
        packageName: string;
        packageVersion: string;
        purl: string;
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        score?: number;
        vector?: string;
        severityOrigin: string;
        fixedIn?: string;
        status: "fixed-available" | "no-fix" | "undetermined";
        summary: string;
        layer: number;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/images/{digest}/sbom': {
    params: {
      digest: string;
    };
    query: {
      format?: "cyclonedx" | "spdx";
    };
    body: never;
    answer: Readonly<Record<string, unknown>> | Readonly<Record<string, unknown>>;
  };
  'GET /api/images/{digest}/report': {
    params: {
      digest: string;
    };
    query: {
      format?: "json" | "sarif";
    };
    body: never;
    answer: Readonly<Record<string, unknown>> | Readonly<Record<string, unknown>>;
  };
  'GET /api/findings': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      sort?: "severity:asc" | "severity:desc" | "firstSeenAt:asc" | "firstSeenAt:desc" | "resolvedAt:asc" | "resolvedAt:desc" | "advisory:asc" | "advisory:desc" | "package:asc" | "package:desc" | "repository:asc" | "repository:desc";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      registry?: string;
      repository?: string;
      tag?: string;
      state?: "open" | "resolved" | "all";
      fixable?: boolean;
    };
    body: never;
    answer: {
      data: readonly ({
        id: number;
        advisoryId: string;
        ids: readonly (string)[];
        packageType: string;
        packageName: string;
        packageVersion: string;
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        score?: number;
        fixedIn?: string;
        summary?: string;
        registryId: string;
        registryName: string;
        repository: string;
        tag: string;
        platform: string;
        digest: string;
        state: "open" | "resolved";
        firstSeenAt: string;
        lastSeenAt: string;
        resolvedAt?: string;
        resolvedReason?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/findings/summary': {
    params: never;
    query: {
      registry?: string;
    };
    body: never;
    answer: {
      data: {
        open: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
        total: number;
        fixable: number;
        advisories: number;
        affectedTags: number;
      };
    };
  };
  'GET /api/findings/trend': {
    params: never;
    query: {
      days?: number;
      registry?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        at: string;
        open: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      })[];
    };
  };
  'GET /api/images/{digest}/facts': {
    params: {
      digest: string;
    };
    query: {
      page?: number;
      limit?: number;
      kind?: "secret" | "permission" | "configuration";
      severity?: "critical" | "high" | "medium" | "low";
      rule?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        kind: "secret" | "permission" | "configuration";
        rule: string;
        severity: "critical" | "high" | "medium" | "low";
        layer?: number;
        path?: string;
        line?: number;
        place?: string;
        mode?: string;
        owner?: string;
        fingerprint?: string;
        removedInLayer?: number;
        detail?: string;
        title: string;
        remedy?: string;
        cis?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/facts': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      kind?: "secret" | "permission" | "configuration";
      severity?: "critical" | "high" | "medium" | "low";
      rule?: string;
      registry?: string;
      repository?: string;
      tag?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        id: number;
        digest: string;
        kind: "secret" | "permission" | "configuration";
        rule: string;
        severity: "critical" | "high" | "medium" | "low";
        layer?: number;
        path?: string;
        line?: number;
        place?: string;
        mode?: string;
        owner?: string;
        fingerprint?: string;
        removedInLayer?: number;
        detail?: string;
        title: string;
        remedy?: string;
        cis?: string;
        places: readonly ({
          registryId: string;
          repository: string;
          tag: string;
        })[];
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/jobs': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      kind?: "probe" | "sync" | "scan";
      state?: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
      registry?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        registryId: string;
        kind: "probe" | "sync" | "scan";
        state: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
        trigger: string;
        priority: number;
        attempt: number;
        createdAt: string;
        startedAt?: string;
        finishedAt?: string;
        sensorId?: string;
        repository?: string;
        reference?: string;
        progress?: {
          phase: string;
          done: number;
          total?: number;
        };
        code?: string;
        message?: string;
        firstCheck?: string;
        details?: Readonly<Record<string, string>>;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'POST /api/jobs/{id}/cancel': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        jobId: string;
        state: "cancelled";
      };
    };
  };
  'POST /api/jobs/{id}/redrive': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        jobId: string;
      };
    };
  };
  'GET /api/scans': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      state?: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
      registry?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        scanId: string;
        id: string;
        registryId: string;
        kind: "probe" | "sync" | "scan";
        state: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
        trigger: string;
        priority: number;
        attempt: number;
        createdAt: string;
        startedAt?: string;
        finishedAt?: string;
        sensorId?: string;
        repository?: string;
        reference?: string;
        progress?: {
          phase: string;
          done: number;
          total?: number;
        };
        code?: string;
        message?: string;
        firstCheck?: string;
        details?: Readonly<Record<string, string>>;
        digest?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'POST /api/scans': {
    params: never;
    query: never;
    body: {
      image: string;
      registryId?: string;
    };
    answer: {
      data: {
        scanId: string;
        registryId: string;
        repository: string;
        reference: string;
        joined: boolean;
        url: string;
      };
    };
  };
  'GET /api/scans/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        scanId: string;
        id: string;
        registryId: string;
        kind: "probe" | "sync" | "scan";
        state: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
        trigger: string;
        priority: number;
        attempt: number;
        createdAt: string;
        startedAt?: string;
        finishedAt?: string;
        sensorId?: string;
        repository?: string;
        reference?: string;
        progress?: {
          phase: string;
          done: number;
          total?: number;
        };
        code?: string;
        message?: string;
        firstCheck?: string;
        details?: Readonly<Record<string, string>>;
        digest?: string;
      };
    };
  };
  'GET /api/api-keys': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      revoked?: boolean;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        kind: "user" | "sensor";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'POST /api/api-keys': {
    params: never;
    query: never;
    body: {
      name: string;
      kind?: "user" | "sensor";
      role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
      registryIds?: readonly (string)[];
      sensorsMax?: number;
      expiresInDays?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        kind: "user" | "sensor";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
        key: string;
      };
    };
  };
  'DELETE /api/api-keys/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
  };
  'GET /api/registries/{id}/webhook': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        setups: readonly ({
          format: string;
          address: string;
          fields: readonly ({
            name: string;
            value: string;
          })[];
        })[];
        secrets: readonly ({
          id: string;
          prefix: string;
          createdAt: string;
          lastUsedAt?: string;
        })[];
        googleIdentity?: {
          email: string;
          audience?: string;
        };
      };
    };
  };
  'POST /api/registries/{id}/webhook': {
    params: {
      id: string;
    };
    query: never;
    body: {
      googleIdentity?: {
        email: string;
        audience?: string;
      } | null;
    };
    answer: {
      data: {
        setups: readonly ({
          format: string;
          address: string;
          fields: readonly ({
            name: string;
            value: string;
          })[];
        })[];
        secrets: readonly ({
          id: string;
          prefix: string;
          createdAt: string;
          lastUsedAt?: string;
        })[];
        googleIdentity?: {
          email: string;
          audience?: string;
        };
        secret: string;
      };
    };
  };
  'DELETE /api/registries/{id}/webhook': {
    params: {
      id: string;
    };
    query: {
      secretId?: string;
    };
    body: never;
    answer: undefined;
  };
  'GET /api/registries/{id}/webhook/receipts': {
    params: {
      id: string;
    };
    query: {
      page?: number;
      limit?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        receivedAt: string;
        format: string;
        outcome: "accepted" | "ignored" | "replayed" | "refused";
        reason?: string;
        source: string;
        repositories: readonly (string)[];
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'GET /api/notification-channels': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
        isEnabled: boolean;
        target: {
          host?: string;
          port?: number;
          security?: string;
          username?: string;
          from?: string;
          to?: readonly (string)[];
          origin?: string;
          region?: string;
          caPem?: string;
        };
        failuresInRow: number;
        pausedUntil?: string;
        lastErrorCode?: string;
        lastSuccessAt?: string;
        createdAt: string;
        updatedAt: string;
      })[];
    };
  };
  'POST /api/notification-channels': {
    params: never;
    query: never;
    body: {
      name: string;
      isEnabled?: boolean;
      target: {
        kind: "email";
        host: string;
        port: number;
        security: "starttls" | "implicit" | "none";
        username?: string;
        password?: string;
        from: string;
        to: readonly (string)[];
        caPem?: string;
      } | {
        kind: "slack" | "teams" | "webhook";
        url?: string;
        caPem?: string;
      } | {
        kind: "pagerduty";
        region?: "us" | "eu";
        routingKey?: string;
      };
    };
    answer: {
      data: {
        id: string;
        name: string;
        kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
        isEnabled: boolean;
        target: {
          host?: string;
          port?: number;
          security?: string;
          username?: string;
          from?: string;
          to?: readonly (string)[];
          origin?: string;
          region?: string;
          caPem?: string;
        };
        failuresInRow: number;
        pausedUntil?: string;
        lastErrorCode?: string;
        lastSuccessAt?: string;
        createdAt: string;
        updatedAt: string;
        signingSecret?: string;
      };
    };
  };
  'GET /api/notification-channels/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
        isEnabled: boolean;
        target: {
          host?: string;
          port?: number;
          security?: string;
          username?: string;
          from?: string;
          to?: readonly (string)[];
          origin?: string;
          region?: string;
          caPem?: string;
        };
        failuresInRow: number;
        pausedUntil?: string;
        lastErrorCode?: string;
        lastSuccessAt?: string;
        createdAt: string;
        updatedAt: string;
      };
    };
  };
  'PUT /api/notification-channels/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name: string;
      isEnabled?: boolean;
      target: {
        kind: "email";
        host: string;
        port: number;
        security: "starttls" | "implicit" | "none";
        username?: string;
        password?: string;
        from: string;
        to: readonly (string)[];
        caPem?: string;
      } | {
        kind: "slack" | "teams" | "webhook";
        url?: string;
        caPem?: string;
      } | {
        kind: "pagerduty";
        region?: "us" | "eu";
        routingKey?: string;
      };
    };
    answer: {
      data: {
        id: string;
        name: string;
        kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
        isEnabled: boolean;
        target: {
          host?: string;
          port?: number;
          security?: string;
          username?: string;
          from?: string;
          to?: readonly (string)[];
          origin?: string;
          region?: string;
          caPem?: string;
        };
        failuresInRow: number;
        pausedUntil?: string;
        lastErrorCode?: string;
        lastSuccessAt?: string;
        createdAt: string;
        updatedAt: string;
      };
    };
  };
  'DELETE /api/notification-channels/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
  };
  'POST /api/notification-channels/{id}/test': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        sent: boolean;
        code?: string;
        message?: string;
        firstCheck?: string;
        status?: number;
      };
    };
  };
  'POST /api/notification-channels/{id}/rotate-secret': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
        isEnabled: boolean;
        target: {
          host?: string;
          port?: number;
          security?: string;
          username?: string;
          from?: string;
          to?: readonly (string)[];
          origin?: string;
          region?: string;
          caPem?: string;
        };
        failuresInRow: number;
        pausedUntil?: string;
        lastErrorCode?: string;
        lastSuccessAt?: string;
        createdAt: string;
        updatedAt: string;
        signingSecret?: string;
      };
    };
  };
  'GET /api/notification-rules': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        channelId: string;
        isEnabled: boolean;
        events: readonly (string)[];
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        registryIds: readonly (string)[];
        repositories: readonly (string)[];
        onlyNew: boolean;
        onlyFixable: boolean;
        digest: "realtime" | "hourly" | "daily";
        digestAt: string;
        timeZone: string;
        quietHours?: {
          from: string;
          until: string;
          criticalPasses: boolean;
        };
        createdAt: string;
        updatedAt: string;
      })[];
    };
  };
  'POST /api/notification-rules': {
    params: never;
    query: never;
    body: {
      name: string;
      channelId: string;
      isEnabled?: boolean;
      events?: readonly ("finding.opened" | "finding.resolved" | "finding.exploited" | "scan.failed" | "registry.error" | "registry.recovered" | "sensor.offline" | "sensor.online" | "key.expiring" | "advisories.stale" | "advisories.current" | "exception.expiring" | "policy.verdict_changed" | "image.new")[];
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      registryIds?: readonly (string)[];
      repositories?: readonly (string)[];
      onlyNew?: boolean;
      onlyFixable?: boolean;
      digest?: "realtime" | "hourly" | "daily";
      digestAt?: string;
      timeZone?: string;
      quietHours?: {
        from: string;
        until: string;
        criticalPasses?: boolean;
      };
    };
    answer: {
      data: {
        id: string;
        name: string;
        channelId: string;
        isEnabled: boolean;
        events: readonly (string)[];
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        registryIds: readonly (string)[];
        repositories: readonly (string)[];
        onlyNew: boolean;
        onlyFixable: boolean;
        digest: "realtime" | "hourly" | "daily";
        digestAt: string;
        timeZone: string;
        quietHours?: {
          from: string;
          until: string;
          criticalPasses: boolean;
        };
        createdAt: string;
        updatedAt: string;
      };
    };
  };
  'GET /api/notification-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        channelId: string;
        isEnabled: boolean;
        events: readonly (string)[];
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        registryIds: readonly (string)[];
        repositories: readonly (string)[];
        onlyNew: boolean;
        onlyFixable: boolean;
        digest: "realtime" | "hourly" | "daily";
        digestAt: string;
        timeZone: string;
        quietHours?: {
          from: string;
          until: string;
          criticalPasses: boolean;
        };
        createdAt: string;
        updatedAt: string;
      };
    };
  };
  'PUT /api/notification-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name: string;
      channelId: string;
      isEnabled?: boolean;
      events?: readonly ("finding.opened" | "finding.resolved" | "finding.exploited" | "scan.failed" | "registry.error" | "registry.recovered" | "sensor.offline" | "sensor.online" | "key.expiring" | "advisories.stale" | "advisories.current" | "exception.expiring" | "policy.verdict_changed" | "image.new")[];
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      registryIds?: readonly (string)[];
      repositories?: readonly (string)[];
      onlyNew?: boolean;
      onlyFixable?: boolean;
      digest?: "realtime" | "hourly" | "daily";
      digestAt?: string;
      timeZone?: string;
      quietHours?: {
        from: string;
        until: string;
        criticalPasses?: boolean;
      };
    };
    answer: {
      data: {
        id: string;
        name: string;
        channelId: string;
        isEnabled: boolean;
        events: readonly (string)[];
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        registryIds: readonly (string)[];
        repositories: readonly (string)[];
        onlyNew: boolean;
        onlyFixable: boolean;
        digest: "realtime" | "hourly" | "daily";
        digestAt: string;
        timeZone: string;
        quietHours?: {
          from: string;
          until: string;
          criticalPasses: boolean;
        };
        createdAt: string;
        updatedAt: string;
      };
    };
  };
  'DELETE /api/notification-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
  };
  'POST /api/notification-rules/preview': {
    params: never;
    query: never;
    body: {
      events?: readonly ("finding.opened" | "finding.resolved" | "finding.exploited" | "scan.failed" | "registry.error" | "registry.recovered" | "sensor.offline" | "sensor.online" | "key.expiring" | "advisories.stale" | "advisories.current" | "exception.expiring" | "policy.verdict_changed" | "image.new")[];
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      registryIds?: readonly (string)[];
      repositories?: readonly (string)[];
      onlyNew?: boolean;
      onlyFixable?: boolean;
    };
    answer: {
      data: {
        lookedAt: number;
        matched: readonly ({
          kind: string;
          severity: "critical" | "high" | "medium" | "low" | "unknown";
          title: string;
          registryId?: string;
          repository?: string;
          occurredAt: string;
        })[];
      };
    };
  };
  'GET /api/deliveries': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      state?: "pending" | "sent" | "failed";
      channel?: string;
      rule?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        channelId: string;
        ruleId: string;
        state: "pending" | "sent" | "failed";
        title: string;
        eventCount: number;
        attempts: number;
        createdAt: string;
        dueAt: string;
        nextAttemptAt?: string;
        finishedAt?: string;
        lastErrorCode?: string;
        lastStatus?: number;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
    };
  };
  'POST /api/deliveries/{id}/redeliver': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        channelId: string;
        ruleId: string;
        state: "pending" | "sent" | "failed";
        title: string;
        eventCount: number;
        attempts: number;
        createdAt: string;
        dueAt: string;
        nextAttemptAt?: string;
        finishedAt?: string;
        lastErrorCode?: string;
        lastStatus?: number;
      };
    };
  };
  'GET /api/events': {
    params: never;
    query: never;
    body: never;
    answer: string;
  };
  'GET /api/openapi.json': {
    params: never;
    query: never;
    body: never;
    answer: undefined;
  };
}
