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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /healthz': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        status: "ok";
        version: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /readyz': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        status: "ok";
        version: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /api/system/log-level': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        level: "debug" | "info" | "warn" | "error" | "silent";
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/system/log-level': {
    params: never;
    query: never;
    body: {
      level: "debug" | "info" | "warn" | "error" | "silent";
    };
    answer: {
      data: {
        level: "debug" | "info" | "warn" | "error" | "silent";
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          knownExploited: number;
          advisories: number;
          affectedTags: number;
        };
        advisories: {
          state: "current" | "stale" | "missing";
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/overview/trend': {
    params: never;
    query: {
      days?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        at: string;
        critical: number;
        oldestCriticalDays: number | null;
        knownExploited: number;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
      sessionToken?: string;
      allowPlainHttp?: boolean;
      caPem?: string;
      skipTlsVerify?: boolean;
      clientCertificate?: {
        certPem: string;
        keyPem: string;
      };
      pullLimits?: {
        pullsPerHour: number | null;
        bytesPerHour: number | null;
      };
      schedule?: "manual" | "daily" | "weekly" | "cron" | "on_push";
      cron?: {
        expression: string;
        timeZone: string;
      };
      blackouts?: readonly ({
        days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
        from: string;
        to: string;
        timeZone: string;
      })[];
      filters?: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        platforms?: readonly (string)[];
        newestTags?: number;
        maxAgeDays?: number;
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
        sensorApiKey?: string;
      };
    };
    errors: "ADDRESS_REFUSED" | "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PLAIN_HTTP_NOT_ALLOWED" | "RATE_LIMITED" | "REFERENCE_INVALID" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
      sessionToken?: string;
      allowPlainHttp?: boolean;
      caPem?: string | null;
      skipTlsVerify?: boolean;
      clientCertificate?: {
        certPem: string;
        keyPem: string;
      } | null;
      pullLimits?: {
        pullsPerHour: number | null;
        bytesPerHour: number | null;
        isDefault?: boolean;
      } | null;
      schedule?: "manual" | "daily" | "weekly" | "cron" | "on_push";
      cron?: {
        expression: string;
        timeZone: string;
      } | null;
      blackouts?: readonly ({
        days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
        from: string;
        to: string;
        timeZone: string;
      })[];
      filters?: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        platforms?: readonly (string)[];
        newestTags?: number;
        maxAgeDays?: number;
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      };
    };
    errors: "ADDRESS_REFUSED" | "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PLAIN_HTTP_NOT_ALLOWED" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "REFERENCE_INVALID" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/registries/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/registries/test-connection': {
    params: never;
    query: never;
    body: {
      name?: string;
      url?: string;
      provider?: "DOCKER_HUB" | "AWS_ECR" | "GOOGLE_GAR" | "AZURE_ACR" | "GHCR" | "GITLAB" | "HARBOR" | "JFROG" | "QUAY" | "NEXUS" | "ZOT" | "GITEA" | "CUSTOM";
      scanMethod?: "cloud" | "sensor";
      username?: string;
      password?: string;
      sessionToken?: string;
      allowPlainHttp?: boolean;
      caPem?: string;
      skipTlsVerify?: boolean;
      clientCertificate?: {
        certPem: string;
        keyPem: string;
      };
      pullLimits?: {
        pullsPerHour: number | null;
        bytesPerHour: number | null;
      };
      schedule?: "manual" | "daily" | "weekly" | "cron" | "on_push";
      cron?: {
        expression: string;
        timeZone: string;
      };
      blackouts?: readonly ({
        days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
        from: string;
        to: string;
        timeZone: string;
      })[];
      filters?: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        platforms?: readonly (string)[];
        newestTags?: number;
        maxAgeDays?: number;
      };
      sensorId?: string;
      registryId?: string;
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
    errors: "ADDRESS_REFUSED" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PLAIN_HTTP_NOT_ALLOWED" | "RATE_LIMITED" | "REFERENCE_INVALID" | "SEAL_KEY_WRONG" | "SENSOR_NOT_CONNECTED_YET" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          capabilities: readonly (string)[];
          keyId?: string;
          managed: boolean;
          state: "never" | "online" | "offline";
          connected: boolean;
          cloned: boolean;
          drained: boolean;
          drainedAt?: string;
          firstSeenAt: string;
          lastSeenAt: string;
          lostMessages: number;
          labels: Readonly<Record<string, string>>;
          enrolment?: {
            tokenId: string;
            name: string;
          };
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
          recentHeartbeats: readonly ({
            at: string;
            runningJobs: number;
            backlogMessages: number;
          })[];
        })[];
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          capabilities: readonly (string)[];
          keyId?: string;
          managed: boolean;
          state: "never" | "online" | "offline";
          connected: boolean;
          cloned: boolean;
          drained: boolean;
          drainedAt?: string;
          firstSeenAt: string;
          lastSeenAt: string;
          lostMessages: number;
          labels: Readonly<Record<string, string>>;
          enrolment?: {
            tokenId: string;
            name: string;
          };
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
          recentHeartbeats: readonly ({
            at: string;
            runningJobs: number;
            backlogMessages: number;
          })[];
        })[];
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/registries/{id}/pause': {
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/registries/{id}/resume': {
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
        schedule: "manual" | "daily" | "weekly" | "cron" | "on_push";
        cron: {
          expression: string;
          timeZone: string;
        } | null;
        blackouts: readonly ({
          days: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
          from: string;
          to: string;
          timeZone: string;
        })[];
        pausedAt: string | null;
        filters: {
          repositories: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          tags: {
            include: readonly (string)[];
            exclude: readonly (string)[];
          };
          platforms?: readonly (string)[];
          newestTags?: number;
          maxAgeDays?: number;
        };
        allowPlainHttp: boolean;
        hasCa: boolean;
        skipTlsVerify: boolean;
        hasClientCertificate: boolean;
        pullLimits: {
          pullsPerHour: number | null;
          bytesPerHour: number | null;
          isDefault: boolean;
        };
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
        nextSyncAt: string | null;
        openFindings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/registries/{id}/sync/repositories': {
    params: {
      id: string;
    };
    query: never;
    body: {
      repositories: readonly (string)[];
    };
    answer: {
      data: {
        jobId: string;
        joined: boolean;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/registries/preview-filters': {
    params: never;
    query: never;
    body: {
      registryId: string;
      filters: {
        repositories: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        tags: {
          include: readonly (string)[];
          exclude: readonly (string)[];
        };
        platforms?: readonly (string)[];
        newestTags?: number;
        maxAgeDays?: number;
      };
    };
    answer: {
      data: {
        keeps: {
          repositories: number;
          tags: number;
          names: readonly (string)[];
        };
        drops: {
          repositories: number;
          tags: number;
          names: readonly (string)[];
        };
        undated: number;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/registries/{id}/repositories': {
    params: {
      id: string;
    };
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      search?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        repository: string;
        tags: number;
        images: number;
        waiting: number;
        findings: {
          critical: number;
          high: number;
          medium: number;
          low: number;
          unknown: number;
        };
        lastSeenAt: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/registries/{id}/tag-history': {
    params: {
      id: string;
    };
    query: {
      page?: number;
      limit?: number;
      repository: string;
      tag: string;
    };
    body: never;
    answer: {
      data: readonly ({
        digest: string;
        seenFrom: string;
        seenUntil?: string;
        images: readonly ({
          digest: string;
          platform?: string;
          state: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
          sizeBytes?: number;
          packages: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
        })[];
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/packages': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      sort?: "images:asc" | "images:desc" | "name:asc" | "name:desc" | "version:asc" | "version:desc";
      package: string;
      registry?: string;
      repository?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        type: string;
        name: string;
        version: string;
        images: number;
        tags: number;
        repositories: number;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/sensors': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      enrolmentToken?: string;
      label?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        version: string;
        platform: string;
        analyzerVersion: string;
        capabilities: readonly (string)[];
        keyId?: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        drained: boolean;
        drainedAt?: string;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        labels: Readonly<Record<string, string>>;
        enrolment?: {
          tokenId: string;
          name: string;
        };
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
        recentHeartbeats: readonly ({
          at: string;
          runningJobs: number;
          backlogMessages: number;
        })[];
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        capabilities: readonly (string)[];
        keyId?: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        drained: boolean;
        drainedAt?: string;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        labels: Readonly<Record<string, string>>;
        enrolment?: {
          tokenId: string;
          name: string;
        };
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
        recentHeartbeats: readonly ({
          at: string;
          runningJobs: number;
          backlogMessages: number;
        })[];
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/sensors/{id}/registries': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: readonly ({
        registryId: string;
        url: string;
        reachable?: boolean;
        code?: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/sensors/{id}/drain': {
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
        capabilities: readonly (string)[];
        keyId?: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        drained: boolean;
        drainedAt?: string;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        labels: Readonly<Record<string, string>>;
        enrolment?: {
          tokenId: string;
          name: string;
        };
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
        recentHeartbeats: readonly ({
          at: string;
          runningJobs: number;
          backlogMessages: number;
        })[];
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/sensors/{id}/resume': {
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
        capabilities: readonly (string)[];
        keyId?: string;
        managed: boolean;
        state: "never" | "online" | "offline";
        connected: boolean;
        cloned: boolean;
        drained: boolean;
        drainedAt?: string;
        firstSeenAt: string;
        lastSeenAt: string;
        lostMessages: number;
        labels: Readonly<Record<string, string>>;
        enrolment?: {
          tokenId: string;
          name: string;
        };
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
        recentHeartbeats: readonly ({
          at: string;
          runningJobs: number;
          backlogMessages: number;
        })[];
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/sensors/{id}/diagnostics': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        version: string;
        analyzerVersion: string;
        platform: string;
        nodeVersion: string;
        startedAt: number;
        variables: readonly ({
          name: string;
          origin: "environment" | "file" | "default" | "unset";
        })[];
        link: readonly ({
          at: number;
          state: string;
          code?: string;
        })[];
        outbox: {
          messages: number;
          bytes: number;
          oldestAgeMs: number;
          lastSeq: number;
          ackedUpTo: number;
          lost: number;
        };
        errors: readonly ({
          code: string;
          count: number;
          lastAt: number;
        })[];
        runningJobs: number;
        layerCacheBytes: number;
        rssBytes: number;
        freeDiskBytes?: number;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PROTOCOL_UNSUPPORTED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SENSOR_OFFLINE" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/images': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      sort?: "name:asc" | "name:desc" | "severity:asc" | "severity:desc" | "packages:asc" | "packages:desc" | "firstSeenAt:asc" | "firstSeenAt:desc" | "lastSeenAt:asc" | "lastSeenAt:desc" | "scannedAt:asc" | "scannedAt:desc";
      registry?: string;
      repository?: string;
      tag?: string;
      digest?: string;
      search?: string;
      platform?: string;
      package?: string;
      cve?: string;
      state?: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      signed?: "verified" | "unverified" | "invalid" | "none";
      verdict?: "pass" | "unknown" | "warn" | "block";
      fixable?: boolean;
      kev?: boolean;
      epssMin?: number;
      label?: string;
      firstSeenFrom?: string;
      firstSeenTo?: string;
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
        state: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
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
        pushedAt: string | null;
        scannedAt?: string;
        signed: "verified" | "unverified" | "invalid" | "none";
        verdict: "pass" | "unknown" | "warn" | "block";
        verdictSentence?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
      advisories: {
        state: "current" | "stale" | "missing";
        newestModifiedAt?: string;
        ageHours?: number;
        warning?: {
          code: string;
          message: string;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        kind: "unknown" | "image" | "index" | "artifact" | "attachment";
        artifactType?: string;
        mediaType?: string;
        state: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
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
          pushedAt: string | null;
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
          state?: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
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
        externalScanners: readonly ({
          scanner: "trivy" | "grype";
          outcome: "reported" | "unavailable";
          code?: string;
          receivedAt: string;
        })[];
        attachments: readonly ({
          registryId: string;
          repository: string;
          subject: string;
          tag?: string;
          digest: string;
          kind: "signature" | "attestation" | "sbom" | "other";
          artifactType?: string;
          predicateTypes: readonly (string)[];
          sizeBytes: number;
          problem?: string;
          verdict?: {
            kind: "verified" | "invalid" | "unknown-signer" | "no-signature" | "not-verifiable";
            signerId?: string;
            signerName?: string;
            reason?: "malformed" | "digest-mismatch" | "signature-mismatch" | "proof-mismatch" | "no-signers" | "no-trusted-root" | "no-proof-of-time" | "unsupported-format" | "too-large";
            identity?: string;
            issuer?: string;
          };
          orphaned: boolean;
          firstSeenAt: string;
        })[];
        signatures: readonly ({
          registryId: string;
          repository: string;
          verdict: {
            kind: "verified" | "invalid" | "unknown-signer" | "no-signature" | "not-verifiable";
            signerId?: string;
            signerName?: string;
            reason?: "malformed" | "digest-mismatch" | "signature-mismatch" | "proof-mismatch" | "no-signers" | "no-trusted-root" | "no-proof-of-time" | "unsupported-format" | "too-large";
            identity?: string;
            issuer?: string;
          };
        })[];
        verdicts: readonly ({
          registryId: string;
          repository: string;
          tag: string;
          verdict: "pass" | "unknown" | "warn" | "block";
          sentence: string;
          reasons: readonly ({
            policy: string;
            effect: "warn" | "block" | "pass";
            outcome: "met" | "unknown";
            sentence: string;
            findings: number;
            advisories: readonly (string)[];
          })[];
          acceptedFindings: number;
          judgedAt: string;
        })[];
        issues: readonly ({
          code: string;
          layer?: number;
          path?: string;
          detail?: string;
        })[];
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/images/{digest}/findings': {
    params: {
      digest: string;
    };
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      fixable?: boolean;
      kev?: boolean;
      epssMin?: number;
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
        status: "fixed-available" | "no-fix" | "wont-fix" | "ignored" | "undetermined";
        epss?: number;
        percentile?: number;
        kev?: {
          addedAt: string;
          dueAt?: string;
        };
        summary: string;
        publishedAt?: string;
        layer: number;
        locations: readonly (string)[];
        firstSeenAt?: string;
        fixKnownAt?: string;
        exception?: {
          id?: string;
          state: "requested" | "active";
          everywhere: boolean;
          expiresAt: string;
          reason?: string;
          author?: string;
          own?: boolean;
          approvedBy?: string;
        };
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
      advisories: {
        state: "current" | "stale" | "missing";
        newestModifiedAt?: string;
        ageHours?: number;
        warning?: {
          code: string;
          message: string;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IMAGE_NOT_INDEXED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IMAGE_NOT_INDEXED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/images/export': {
    params: never;
    query: {
      registry?: string;
      repository?: string;
      tag?: string;
      digest?: string;
      search?: string;
      platform?: string;
      package?: string;
      cve?: string;
      state?: "indexed" | "partial" | "failed" | "waiting" | "no-advisory-data" | "artifact";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      signed?: "verified" | "unverified" | "invalid" | "none";
      verdict?: "pass" | "unknown" | "warn" | "block";
      fixable?: boolean;
      kev?: boolean;
      epssMin?: number;
      label?: string;
      firstSeenFrom?: string;
      firstSeenTo?: string;
      format?: "csv" | "json";
    };
    body: never;
    answer: readonly (Readonly<Record<string, unknown>>)[] | string;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/findings/export': {
    params: never;
    query: {
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      registry?: string;
      repository?: string;
      tag?: string;
      state?: "open" | "resolved" | "all";
      fixable?: boolean;
      signed?: "verified" | "unverified" | "invalid" | "none";
      verdict?: "pass" | "unknown" | "warn" | "block";
      firstSeenFrom?: string;
      firstSeenTo?: string;
      kev?: boolean;
      epssMin?: number;
      format?: "csv" | "json";
    };
    body: never;
    answer: readonly (Readonly<Record<string, unknown>>)[] | string;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/images/compare': {
    params: never;
    query: {
      from: string;
      to: string;
      registry?: string;
      platform?: string;
    };
    body: never;
    answer: {
      data: {
        from: {
          digest: string;
          platform?: string;
          sizeBytes?: number;
          packages: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
          tags: readonly (string)[];
        };
        to: {
          digest: string;
          platform?: string;
          sizeBytes?: number;
          packages: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
          tags: readonly (string)[];
        };
        sizeBytesChange?: number;
        findings: {
          added: {
            total: number;
            severities: {
              critical: number;
              high: number;
              medium: number;
              low: number;
              unknown: number;
            };
            rows: readonly ({
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
              status: "fixed-available" | "no-fix" | "wont-fix" | "ignored" | "undetermined";
              epss?: number;
              percentile?: number;
              kev?: {
                addedAt: string;
                dueAt?: string;
              };
              summary: string;
              publishedAt?: string;
              layer: number;
            })[];
          };
          fixed: {
            total: number;
            severities: {
              critical: number;
              high: number;
              medium: number;
              low: number;
              unknown: number;
            };
            rows: readonly ({
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
              status: "fixed-available" | "no-fix" | "wont-fix" | "ignored" | "undetermined";
              epss?: number;
              percentile?: number;
              kev?: {
                addedAt: string;
                dueAt?: string;
              };
              summary: string;
              publishedAt?: string;
              layer: number;
            })[];
          };
          kept: {
            total: number;
            severities: {
              critical: number;
              high: number;
              medium: number;
              low: number;
              unknown: number;
            };
            rows: readonly ({
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
              status: "fixed-available" | "no-fix" | "wont-fix" | "ignored" | "undetermined";
              epss?: number;
              percentile?: number;
              kev?: {
                addedAt: string;
                dueAt?: string;
              };
              summary: string;
              publishedAt?: string;
              layer: number;
            })[];
          };
        };
        packages: {
          added: {
            total: number;
            rows: readonly ({
              type: string;
              name: string;
              from: readonly (string)[];
              to: readonly (string)[];
            })[];
          };
          removed: {
            total: number;
            rows: readonly ({
              type: string;
              name: string;
              from: readonly (string)[];
              to: readonly (string)[];
            })[];
          };
          changed: {
            total: number;
            rows: readonly ({
              type: string;
              name: string;
              from: readonly (string)[];
              to: readonly (string)[];
            })[];
          };
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/views': {
    params: never;
    query: {
      kind?: "images" | "findings" | "advisories" | "jobs" | "registries";
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        kind: "images" | "findings" | "advisories" | "jobs" | "registries";
        name: string;
        query: Readonly<Record<string, string>>;
        isShared: boolean;
        isOwn: boolean;
        ownerName: string;
        createdAt: string;
        updatedAt: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/views': {
    params: never;
    query: never;
    body: {
      kind: "images" | "findings" | "advisories" | "jobs" | "registries";
      name: string;
      query: Readonly<Record<string, string>>;
      isShared?: boolean;
    };
    answer: {
      data: {
        id: string;
        kind: "images" | "findings" | "advisories" | "jobs" | "registries";
        name: string;
        query: Readonly<Record<string, string>>;
        isShared: boolean;
        isOwn: boolean;
        ownerName: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/views/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        kind: "images" | "findings" | "advisories" | "jobs" | "registries";
        name: string;
        query: Readonly<Record<string, string>>;
        isShared: boolean;
        isOwn: boolean;
        ownerName: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/views/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name: string;
      query: Readonly<Record<string, string>>;
      isShared: boolean;
    };
    answer: {
      data: {
        id: string;
        kind: "images" | "findings" | "advisories" | "jobs" | "registries";
        name: string;
        query: Readonly<Record<string, string>>;
        isShared: boolean;
        isOwn: boolean;
        ownerName: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/views/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/retention-rules': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        isEnabled: boolean;
        kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
        repositories: readonly (string)[];
        registryId?: string;
        olderThanDays?: number;
        keepNewest?: number;
        createdAt: string;
        updatedAt: string;
        lastRunAt?: string;
        lastRemoved?: number;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/retention-rules': {
    params: never;
    query: never;
    body: {
      name: string;
      isEnabled?: boolean;
      kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
      repositories: readonly (string)[];
      registryId?: string;
      olderThanDays?: number;
      keepNewest?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        isEnabled: boolean;
        kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
        repositories: readonly (string)[];
        registryId?: string;
        olderThanDays?: number;
        keepNewest?: number;
        createdAt: string;
        updatedAt: string;
        lastRunAt?: string;
        lastRemoved?: number;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/retention-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        name: string;
        isEnabled: boolean;
        kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
        repositories: readonly (string)[];
        registryId?: string;
        olderThanDays?: number;
        keepNewest?: number;
        createdAt: string;
        updatedAt: string;
        lastRunAt?: string;
        lastRemoved?: number;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/retention-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name: string;
      isEnabled?: boolean;
      kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
      repositories: readonly (string)[];
      registryId?: string;
      olderThanDays?: number;
      keepNewest?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        isEnabled: boolean;
        kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
        repositories: readonly (string)[];
        registryId?: string;
        olderThanDays?: number;
        keepNewest?: number;
        createdAt: string;
        updatedAt: string;
        lastRunAt?: string;
        lastRemoved?: number;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/retention-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/retention-rules/preview': {
    params: never;
    query: never;
    body: {
      kind: "gone-tags" | "untagged-images" | "untagged-inventories" | "resolved-findings";
      repositories: readonly (string)[];
      registryId?: string;
      olderThanDays?: number;
      keepNewest?: number;
    };
    answer: {
      data: {
        total: number;
        names: readonly (string)[];
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/findings': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      sort?: "severity:asc" | "severity:desc" | "epss:asc" | "epss:desc" | "kevDueAt:asc" | "kevDueAt:desc" | "firstSeenAt:asc" | "firstSeenAt:desc" | "resolvedAt:asc" | "resolvedAt:desc" | "advisory:asc" | "advisory:desc" | "package:asc" | "package:desc" | "repository:asc" | "repository:desc";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      registry?: string;
      repository?: string;
      tag?: string;
      state?: "open" | "resolved" | "all";
      fixable?: boolean;
      signed?: "verified" | "unverified" | "invalid" | "none";
      verdict?: "pass" | "unknown" | "warn" | "block";
      firstSeenFrom?: string;
      firstSeenTo?: string;
      kev?: boolean;
      epssMin?: number;
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
        epss?: number;
        percentile?: number;
        kev?: {
          addedAt: string;
          dueAt?: string;
        };
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
        fixKnownAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
      advisories: {
        state: "current" | "stale" | "missing";
        newestModifiedAt?: string;
        ageHours?: number;
        warning?: {
          code: string;
          message: string;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/findings/by-advisory': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      sort?: "severity:asc" | "severity:desc" | "images:asc" | "images:desc" | "findings:asc" | "findings:desc" | "firstSeenAt:asc" | "firstSeenAt:desc" | "epss:asc" | "epss:desc" | "advisory:asc" | "advisory:desc";
      severity?: "critical" | "high" | "medium" | "low" | "unknown";
      cve?: string;
      package?: string;
      registry?: string;
      repository?: string;
      tag?: string;
      state?: "open" | "resolved" | "all";
      fixable?: boolean;
      signed?: "verified" | "unverified" | "invalid" | "none";
      verdict?: "pass" | "unknown" | "warn" | "block";
      firstSeenFrom?: string;
      firstSeenTo?: string;
      kev?: boolean;
      epssMin?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        advisoryId: string;
        ids: readonly (string)[];
        summary?: string;
        severity: "critical" | "high" | "medium" | "low" | "unknown";
        images: number;
        findings: number;
        fixable: number;
        firstSeenAt: string;
        packages: readonly ({
          type: string;
          name: string;
          fixedIn?: string;
        })[];
        fixKnownAt?: string;
        epss?: number;
        percentile?: number;
        kev?: {
          addedAt: string;
          dueAt?: string;
        };
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
        totalPages: number;
        hasNext: boolean;
        hasPrev: boolean;
      };
      links: {
        self: string;
        next?: string;
        prev?: string;
      };
      advisories: {
        state: "current" | "stale" | "missing";
        newestModifiedAt?: string;
        ageHours?: number;
        warning?: {
          code: string;
          message: string;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        knownExploited: number;
        advisories: number;
        affectedTags: number;
      };
      advisories: {
        state: "current" | "stale" | "missing";
        newestModifiedAt?: string;
        ageHours?: number;
        warning?: {
          code: string;
          message: string;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/images/{digest}/facts': {
    params: {
      digest: string;
    };
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/facts': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        ecosystemRecords?: Readonly<Record<string, number>>;
        skipped?: {
          nothingToMatch: number;
          gitRanges: number;
        };
        feeds?: {
          epss?: {
            model: string;
            scoredAt: string;
            records: number;
            ageHours?: number;
            stale?: boolean;
          };
          kev?: {
            version: string;
            releasedAt: string;
            records: number;
            ageHours?: number;
            stale?: boolean;
          };
        };
        updates: {
          running: boolean;
          lastSuccessAt?: string;
          nextAttemptAt?: string;
          lastAttempt?: {
            startedAt: string;
            finishedAt: string;
            outcome: "imported" | "unchanged" | "failed";
            errorCode?: string;
            records?: number;
            changedPackages?: number;
            skipped?: Readonly<Record<string, number>>;
            failedFeeds?: readonly (string)[];
            failedFeedReasons?: Readonly<Record<string, string>>;
          };
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/advisories/update': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        running: boolean;
        lastSuccessAt?: string;
        nextAttemptAt?: string;
        lastAttempt?: {
          startedAt: string;
          finishedAt: string;
          outcome: "imported" | "unchanged" | "failed";
          errorCode?: string;
          records?: number;
          changedPackages?: number;
          skipped?: Readonly<Record<string, number>>;
          failedFeeds?: readonly (string)[];
          failedFeedReasons?: Readonly<Record<string, string>>;
        };
      };
    };
    errors: "ADVISORIES_NO_SOURCE" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/advisories/file': {
    params: never;
    query: never;
    body: never;
    answer: string | string;
    errors: "ADVISORIES_MISSING" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/jobs': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      kind?: "probe" | "sync" | "scan";
      state?: "queued" | "assigned" | "running" | "succeeded" | "failed" | "cancelled" | "dead";
      registry?: string;
      sensor?: string;
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
        repositories?: readonly (string)[];
        notBefore?: string;
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/jobs/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
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
        repositories?: readonly (string)[];
        notBefore?: string;
        progress?: {
          phase: string;
          done: number;
          total?: number;
        };
        code?: string;
        message?: string;
        firstCheck?: string;
        details?: Readonly<Record<string, string>>;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/scans': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
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
        repositories?: readonly (string)[];
        notBefore?: string;
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "REFERENCE_INVALID" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        repositories?: readonly (string)[];
        notBefore?: string;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/jobs/cancel': {
    params: never;
    query: never;
    body: {
      kind?: "probe" | "sync" | "scan";
      registryId?: string;
      state?: "queued" | "assigned" | "running";
    };
    answer: {
      data: {
        jobs: number;
        hasMore: boolean;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/jobs/redrive': {
    params: never;
    query: never;
    body: {
      kind?: "probe" | "sync" | "scan";
      registryId?: string;
      state?: "dead" | "failed";
    };
    answer: {
      data: {
        jobs: number;
        hasMore: boolean;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        kind: "user" | "sensor" | "personal";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        kind: "user" | "sensor" | "personal";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
        key: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/api-keys/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/sign-in': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        local: boolean;
        singleSignOn?: {
          label: string;
          path: string;
        };
        wantsFirstOwner: boolean;
        signedIn: boolean;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'POST /api/session': {
    params: never;
    query: never;
    body: {
      email: string;
      password: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "SIGN_IN_REFUSED" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'DELETE /api/session': {
    params: never;
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/session': {
    params: never;
    query: never;
    body: {
      organisationId: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/links/inspect': {
    params: never;
    query: never;
    body: {
      token: string;
    };
    answer: {
      data: {
        kind: "first-owner" | "invitation" | "password-reset";
        email?: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        organisation: string;
        hasAccount: boolean;
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LINK_INVALID" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'POST /api/first-owner': {
    params: never;
    query: never;
    body: {
      token: string;
      email: string;
      name?: string;
      password: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LINK_INVALID" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'POST /api/invitations/accept': {
    params: never;
    query: never;
    body: {
      token: string;
      name?: string;
      password: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LINK_INVALID" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "SIGN_IN_REFUSED" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'POST /api/password-resets/accept': {
    params: never;
    query: never;
    body: {
      token: string;
      password: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LINK_INVALID" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /api/oidc/start': {
    params: never;
    query: {
      returnTo?: string;
    };
    body: never;
    answer: unknown;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "OIDC_UNAVAILABLE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /api/oidc/callback': {
    params: never;
    query: never;
    body: never;
    answer: unknown;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "OIDC_EMAIL_MISSING" | "OIDC_EMAIL_TAKEN" | "OIDC_NO_ROLE" | "OIDC_REFUSED" | "OIDC_TOKEN_REFUSED" | "OIDC_UNAVAILABLE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_INSECURE" | "STANDING_BY" | "VALIDATION_FAILED";
  };
  'GET /api/me': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        kind: "person" | "key";
        id: string;
        name: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        registryIds: readonly (string)[];
        organisation: {
          id: string;
          name: string;
        };
        organisations: readonly ({
          id: string;
          name: string;
          role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        })[];
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/me/sessions': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        id: string;
        isCurrent: boolean;
        address: string;
        agent: string;
        createdAt: string;
        lastSeenAt: string;
        expiresAt: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/me/sessions': {
    params: never;
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/me/sessions/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/me/password': {
    params: never;
    query: never;
    body: {
      current: string;
      next: string;
    };
    answer: {
      data: {
        expiresAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGN_IN_REFUSED" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/members': {
    params: never;
    query: {
      page?: number;
      limit?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        email: string;
        name: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        signsInWith: "password" | "oidc" | "nothing";
        joinedAt: string;
        lastSeenAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/members/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        email: string;
        name: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        signsInWith: "password" | "oidc" | "nothing";
        joinedAt: string;
        lastSeenAt?: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PATCH /api/members/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
    };
    answer: {
      data: {
        id: string;
        email: string;
        name: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        signsInWith: "password" | "oidc" | "nothing";
        joinedAt: string;
        lastSeenAt?: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/members/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/members/{id}/sign-out': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/members/{id}/password-reset': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        email: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        createdAt: string;
        expiresAt: string;
        link: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LOCAL_ACCOUNTS_OFF" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/invitations': {
    params: never;
    query: {
      page?: number;
      limit?: number;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        email: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        createdAt: string;
        expiresAt: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/invitations': {
    params: never;
    query: never;
    body: {
      email: string;
      role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
    };
    answer: {
      data: {
        id: string;
        email: string;
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        createdAt: string;
        expiresAt: string;
        link: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "LOCAL_ACCOUNTS_OFF" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/invitations/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/me/tokens': {
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
        kind: "user" | "sensor" | "personal";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/me/tokens': {
    params: never;
    query: never;
    body: {
      name: string;
      role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
      registryIds?: readonly (string)[];
      expiresInDays?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        kind: "user" | "sensor" | "personal";
        role: "owner" | "admin" | "developer" | "ci" | "auditor" | "viewer";
        prefix: string;
        registryIds: readonly (string)[];
        sensorsMax: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt?: string;
        lastUsedAt?: string;
        revokedAt?: string;
        key: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/me/tokens/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/enrolment-tokens': {
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
        prefix: string;
        registryIds: readonly (string)[];
        labels: Readonly<Record<string, string>>;
        usesMax: number;
        uses: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt: string;
        revokedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/enrolment-tokens': {
    params: never;
    query: never;
    body: {
      name: string;
      registryIds?: readonly (string)[];
      labels?: Readonly<Record<string, string>>;
      usesMax?: number;
      expiresInHours?: number;
    };
    answer: {
      data: {
        id: string;
        name: string;
        prefix: string;
        registryIds: readonly (string)[];
        labels: Readonly<Record<string, string>>;
        usesMax: number;
        uses: number;
        createdAt: string;
        createdBy?: {
          id: string;
          name: string;
        };
        expiresAt: string;
        revokedAt?: string;
        token: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/enrolment-tokens/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/audit': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      actor?: string;
      target?: string;
      action?: string;
      since?: string;
      until?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        seq: number;
        at: string;
        actor: {
          kind: "person" | "key" | "sensor" | "operator" | "system" | "nobody";
          id: string;
          name: string;
        };
        address: string;
        requestId: string;
        action: string;
        target: {
          kind: string;
          id: string;
        };
        before?: Readonly<Record<string, unknown>>;
        after?: Readonly<Record<string, unknown>>;
        previousHash: string;
        hash: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/audit/verify': {
    params: never;
    query: {
      cursor?: string;
      head?: string;
    };
    body: never;
    answer: {
      data: {
        state: "checking" | "whole" | "broken";
        checked?: number;
        total?: number;
        cursor?: string;
        head?: string;
        seq?: number;
        reason?: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/audit/export': {
    params: never;
    query: {
      actor?: string;
      target?: string;
      action?: string;
      since?: string;
      until?: string;
      format?: "json" | "csv";
    };
    body: never;
    answer: readonly (Readonly<Record<string, unknown>>)[] | string;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/signers': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        id: string;
        name: string;
        repositories: readonly (string)[];
        trust: {
          kind: "key";
          publicKey: string;
        } | {
          kind: "identity";
          identity: string;
          issuer: string;
        };
        createdAt: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/signers': {
    params: never;
    query: never;
    body: {
      name: string;
      repositories?: readonly (string)[];
      trust: {
        kind: "key";
        publicKey: string;
      } | {
        kind: "identity";
        identity: string;
        issuer: string;
      };
    };
    answer: {
      data: {
        id: string;
        name: string;
        repositories: readonly (string)[];
        trust: {
          kind: "key";
          publicKey: string;
        } | {
          kind: "identity";
          identity: string;
          issuer: string;
        };
        createdAt: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGNER_INVALID" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/signers/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/trusted-root': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: {
        configured: boolean;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/trusted-root': {
    params: never;
    query: never;
    body: Readonly<Record<string, unknown>>;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "SIGNER_INVALID" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/trusted-root': {
    params: never;
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/attachments': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      registry?: string;
      repository?: string;
      subject?: string;
      kind?: "signature" | "attestation" | "sbom" | "other";
      verdict?: "verified" | "invalid" | "unknown-signer" | "no-signature" | "not-verifiable";
      orphaned?: boolean;
    };
    body: never;
    answer: {
      data: readonly ({
        registryId: string;
        repository: string;
        subject: string;
        tag?: string;
        digest: string;
        kind: "signature" | "attestation" | "sbom" | "other";
        artifactType?: string;
        predicateTypes: readonly (string)[];
        sizeBytes: number;
        problem?: string;
        verdict?: {
          kind: "verified" | "invalid" | "unknown-signer" | "no-signature" | "not-verifiable";
          signerId?: string;
          signerName?: string;
          reason?: "malformed" | "digest-mismatch" | "signature-mismatch" | "proof-mismatch" | "no-signers" | "no-trusted-root" | "no-proof-of-time" | "unsupported-format" | "too-large";
          identity?: string;
          issuer?: string;
        };
        orphaned: boolean;
        firstSeenAt: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        origin?: string;
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
          kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
        origin?: string;
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
          kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/notification-channels/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
          kind: "email" | "slack" | "teams" | "pagerduty" | "webhook";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/notification-rules/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/deliveries': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
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
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
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
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/events': {
    params: never;
    query: never;
    body: never;
    answer: string;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/policies': {
    params: never;
    query: never;
    body: never;
    answer: {
      data: readonly ({
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
        id: string;
        enabled: boolean;
        words: string;
        createdAt: string;
        updatedAt: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/policies': {
    params: never;
    query: never;
    body: {
      name: string;
      effect: "block" | "warn";
      scope?: {
        registries?: readonly (string)[];
        repositories?: readonly (string)[];
        tags?: readonly (string)[];
      };
      when: {
        finding?: {
          severityAtLeast?: "critical" | "high" | "medium" | "low";
          fixable?: boolean;
          fixKnownForDays?: number;
          knownExploited?: true;
          epssAtLeast?: number;
          publishedForDays?: number;
          firstSeenForDays?: number;
          packages?: readonly (string)[];
        };
        image?: {
          notSignedBy?: readonly (string)[];
          olderThanDays?: number;
          baseOlderThanDays?: number;
          runsAsRoot?: true;
          secretsFound?: true;
          licensesForbidden?: readonly (string)[];
          licensesAllowed?: readonly (string)[];
          coverageUnknown?: true;
        };
      };
      unknown?: "pass" | "warn" | "block";
      enabled?: boolean;
    };
    answer: {
      data: {
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
        id: string;
        enabled: boolean;
        words: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/policies/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
        id: string;
        enabled: boolean;
        words: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'PUT /api/policies/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: {
      name: string;
      effect: "block" | "warn";
      scope?: {
        registries?: readonly (string)[];
        repositories?: readonly (string)[];
        tags?: readonly (string)[];
      };
      when: {
        finding?: {
          severityAtLeast?: "critical" | "high" | "medium" | "low";
          fixable?: boolean;
          fixKnownForDays?: number;
          knownExploited?: true;
          epssAtLeast?: number;
          publishedForDays?: number;
          firstSeenForDays?: number;
          packages?: readonly (string)[];
        };
        image?: {
          notSignedBy?: readonly (string)[];
          olderThanDays?: number;
          baseOlderThanDays?: number;
          runsAsRoot?: true;
          secretsFound?: true;
          licensesForbidden?: readonly (string)[];
          licensesAllowed?: readonly (string)[];
          coverageUnknown?: true;
        };
      };
      unknown?: "pass" | "warn" | "block";
      enabled?: boolean;
    };
    answer: {
      data: {
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
        id: string;
        enabled: boolean;
        words: string;
        createdAt: string;
        updatedAt: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'DELETE /api/policies/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: undefined;
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/policies/export': {
    params: never;
    query: never;
    body: never;
    answer: {
      schemaVersion: 1;
      policies: readonly ({
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
      })[];
      exceptions?: readonly ({
        advisory?: string;
        package?: string;
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author?: string;
        expiresAt: string;
      })[];
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/policies/dry-run': {
    params: never;
    query: never;
    body: {
      policy: {
        name: string;
        effect: "block" | "warn";
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
        };
        when: {
          finding?: {
            severityAtLeast?: "critical" | "high" | "medium" | "low";
            fixable?: boolean;
            fixKnownForDays?: number;
            knownExploited?: true;
            epssAtLeast?: number;
            publishedForDays?: number;
            firstSeenForDays?: number;
            packages?: readonly (string)[];
          };
          image?: {
            notSignedBy?: readonly (string)[];
            olderThanDays?: number;
            baseOlderThanDays?: number;
            runsAsRoot?: true;
            secretsFound?: true;
            licensesForbidden?: readonly (string)[];
            licensesAllowed?: readonly (string)[];
            coverageUnknown?: true;
          };
        };
        unknown?: "pass" | "warn" | "block";
      };
      replaces?: string;
    };
    answer: {
      data: {
        complete: boolean;
        images: number;
        today: {
          pass: number;
          warn: number;
          block: number;
          unknown: number;
        };
        draft: {
          pass: number;
          warn: number;
          block: number;
          unknown: number;
        };
        changed: number;
        changes: readonly ({
          registryId: string;
          repository: string;
          tag: string;
          platform: string;
          digest: string;
          from: "pass" | "unknown" | "warn" | "block";
          to: "pass" | "unknown" | "warn" | "block";
          sentence: string;
        })[];
        judgedAt: string;
      };
    };
    errors: "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/exceptions': {
    params: never;
    query: {
      page?: number;
      limit?: number;
      cursor?: string;
      state?: "requested" | "active" | "expired" | "revoked";
      cve?: string;
      package?: string;
    };
    body: never;
    answer: {
      data: readonly ({
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      })[];
      meta: {
        page: number;
        pageSize: number;
        total: number;
        totalIsMinimum?: boolean;
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
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/exceptions': {
    params: never;
    query: never;
    body: {
      advisory?: string;
      package?: string;
      scope?: {
        registries?: readonly (string)[];
        repositories?: readonly (string)[];
        tags?: readonly (string)[];
        digests?: readonly (string)[];
      };
      reason: string;
      expiresAt: string;
    };
    answer: {
      data: {
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/exceptions/{id}': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/exceptions/bulk': {
    params: never;
    query: never;
    body: {
      findings: readonly ({
        advisory?: string;
        package?: string;
        scope?: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
      })[];
      reason: string;
      expiresAt: string;
    };
    answer: {
      data: readonly ({
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      })[];
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "PAYLOAD_TOO_LARGE" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/exceptions/{id}/approve': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/exceptions/{id}/revoke': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'POST /api/exceptions/{id}/withdraw': {
    params: {
      id: string;
    };
    query: never;
    body: never;
    answer: {
      data: {
        id: string;
        state: "requested" | "active" | "expired" | "revoked";
        advisory?: string;
        package?: string;
        scope: {
          registries?: readonly (string)[];
          repositories?: readonly (string)[];
          tags?: readonly (string)[];
          digests?: readonly (string)[];
        };
        reason: string;
        author: string;
        own: boolean;
        createdAt: string;
        expiresAt: string;
        approvedBy?: string;
        approvedAt?: string;
        revokedBy?: string;
        revokedAt?: string;
      };
    };
    errors: "CONFLICT" | "CROSS_SITE_REFUSED" | "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "IDEMPOTENCY_ANSWER_LOST" | "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PRECONDITION_FAILED" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/gate': {
    params: never;
    query: {
      image: string;
      registry?: string;
      platform?: string;
      scan?: boolean;
      wait?: number;
    };
    body: never;
    answer: {
      data: {
        outcome: "judged" | "not-known" | "not-scanned";
        verdict: "pass" | "unknown" | "warn" | "block";
        sentence: string;
        code?: "IMAGE_NOT_KNOWN" | "IMAGE_NOT_INDEXED";
        exitCode: number;
        image: string;
        registryId?: string;
        repository?: string;
        images: readonly ({
          tag?: string;
          platform: string;
          digest: string;
          verdict: "pass" | "unknown" | "warn" | "block";
          sentence: string;
          reasons: readonly ({
            policy: string;
            effect: "warn" | "block" | "pass";
            outcome: "met" | "unknown";
            sentence: string;
            findings: number;
            advisories: readonly (string)[];
          })[];
          acceptedFindings: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
          scan: "whole" | "partial" | "failed" | "waiting";
          uncoveredTypes: readonly (string)[];
        })[];
        advisories: {
          state: "current" | "stale" | "missing";
          newestModifiedAt?: string;
          ageHours?: number;
        };
        scan?: {
          scanId: string;
          url: string;
          retryAfterSeconds: number;
        };
      };
    } | {
      data: {
        outcome: "judged" | "not-known" | "not-scanned";
        verdict: "pass" | "unknown" | "warn" | "block";
        sentence: string;
        code?: "IMAGE_NOT_KNOWN" | "IMAGE_NOT_INDEXED";
        exitCode: number;
        image: string;
        registryId?: string;
        repository?: string;
        images: readonly ({
          tag?: string;
          platform: string;
          digest: string;
          verdict: "pass" | "unknown" | "warn" | "block";
          sentence: string;
          reasons: readonly ({
            policy: string;
            effect: "warn" | "block" | "pass";
            outcome: "met" | "unknown";
            sentence: string;
            findings: number;
            advisories: readonly (string)[];
          })[];
          acceptedFindings: number;
          findings: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            unknown: number;
          };
          scan: "whole" | "partial" | "failed" | "waiting";
          uncoveredTypes: readonly (string)[];
        })[];
        advisories: {
          state: "current" | "stale" | "missing";
          newestModifiedAt?: string;
          ageHours?: number;
        };
        scan?: {
          scanId: string;
          url: string;
          retryAfterSeconds: number;
        };
      };
    };
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "FORBIDDEN" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "NOT_FOUND" | "RATE_LIMITED" | "REFERENCE_INVALID" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "UNAUTHORIZED" | "VALIDATION_FAILED";
  };
  'GET /api/openapi.json': {
    params: never;
    query: never;
    body: never;
    answer: Readonly<Record<string, unknown>>;
    errors: "DATABASE_CORRUPT" | "DATABASE_LOCKED" | "DATABASE_UNREACHABLE" | "DATABASE_UNWRITABLE" | "DISK_FULL" | "INTERNAL_ERROR" | "KEY_SERVICE_KEY_UNUSABLE" | "KEY_SERVICE_REFUSED" | "KEY_SERVICE_UNREACHABLE" | "LEADERSHIP_LOST" | "RATE_LIMITED" | "SEAL_KEY_WRONG" | "SHUTTING_DOWN" | "STANDING_BY" | "VALIDATION_FAILED";
  };
}
