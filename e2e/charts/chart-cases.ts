// Values under which every chart is rendered and judged: each setting at least once, alone or in company.
import type { ChartName, Values } from './helm.ts';

export interface ChartCase {
  readonly chart: ChartName;
  readonly name: string;
  readonly values: Values;
}

const controlPlane = { url: 'https://harborguard.example.com' };
const apiKey = { existingSecret: 'harborguard-login' };
const tracing = {
  endpoint: 'http://collector.monitoring:4318',
  tracesEndpoint: 'http://collector.monitoring:4318/v1/traces',
  headers: { existingSecret: 'collector', key: 'key' },
  ...{ protocol: 'http/json', compression: 'gzip', timeoutMs: 5000 },
  serviceName: 'harborguard-north',
  resourceAttributes: { 'deployment.environment.name': 'site, north' },
  ...{ sampler: 'parentbased_traceidratio', samplerShare: 0.25 },
};

const sensorCases: readonly ChartCase[] = (
  [
    ['a key', { controlPlane, apiKey: { value: 'hg_ak_test' } }],
    ['a key of an existing Secret', { controlPlane, apiKey }],
    ['an enrolment token', { controlPlane, enrolmentToken: { value: 'hg_et_test' } }],
    [
      'an enrolment token of an existing Secret',
      { controlPlane, enrolmentToken: { existingSecret: 'enrol', key: 'token' } },
    ],
    [
      'a control plane in the same cluster',
      {
        controlPlane: { url: 'http://harborguard.tools:8080', allowPlainHttp: true },
        apiKey,
        networkPolicy: {
          egressPorts: [443, 5000],
          extraEgress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }],
        },
      },
    ],
    [
      'logins from pull secrets and a registries file',
      {
        controlPlane,
        apiKey,
        registries: {
          pullSecrets: ['first', 'second'],
          file: '{"registries":[]}',
          allowedTokenHosts: ['auth.example.com'],
          certsDir: '/etc/certs.d',
        },
        externalScanners: { names: ['trivy', 'grype'] },
      },
    ],
    [
      'a registries file of an existing Secret',
      { controlPlane, apiKey, registries: { existingSecret: 'registries' } },
    ],
    [
      'authorities of a ConfigMap and a proxy',
      {
        controlPlane,
        apiKey,
        caBundle: { configMap: 'company-ca', key: 'bundle.pem' },
        proxy: { https: 'http://proxy:3128', http: 'http://proxy:3128', noProxy: '10.0.0.0/8' },
      },
    ],
    ['authorities of a Secret', { controlPlane, apiKey, caBundle: { secret: 'company-ca' } }],
    [
      'several sensors with everything around them',
      {
        controlPlane,
        enrolmentToken: { existingSecret: 'enrol' },
        replicaCount: 3,
        image: { digest: `sha256:${'a'.repeat(64)}` },
        imagePullSecrets: [{ name: 'mine' }],
        serviceAccount: {
          annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/reader' },
        },
        persistence: { size: '20Gi', storageClassName: 'fast', annotations: { team: 'security' } },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        podAnnotations: { note: 'x' },
        podLabels: { 'azure.workload.identity/use': 'true' },
        commonLabels: { team: 'security' },
        nodeSelector: { 'kubernetes.io/arch': 'arm64' },
        tolerations: [{ key: 'dedicated', operator: 'Exists' }],
        affinity: { podAntiAffinity: {} },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: {},
          },
        ],
        priorityClassName: 'low',
        hostAliases: [{ ip: '10.0.0.1', hostnames: ['registry.internal'] }],
        extraEnv: [{ name: 'AWS_REGION', value: 'eu-central-1' }],
        extraVolumes: [{ name: 'certs', configMap: { name: 'certs' } }],
        extraVolumeMounts: [{ name: 'certs', mountPath: '/etc/certs' }],
      },
    ],
    [
      'metrics for the pods of its namespace',
      { controlPlane, apiKey, metrics: { enabled: true, service: true } },
    ],
    ['traces with all that can be said of them', { controlPlane, apiKey, tracing }],
    [
      'no volume, no policy, no test, no account of its own',
      {
        controlPlane,
        apiKey,
        persistence: { enabled: false },
        networkPolicy: { enabled: false },
        tests: { enabled: false },
        serviceAccount: { create: false, name: 'given' },
      },
    ],
  ] as const
).map(([name, values]) => ({ chart: 'harborguard-sensor', name, values }));

const controlPlaneCases: readonly ChartCase[] = (
  [
    ['nothing', {}],
    [
      'everything its environment can say',
      {
        publicUrl: 'https://harborguard.example.com',
        trustedProxies: ['10.0.0.0/8'],
        allowedAddresses: ['registry.internal:5000'],
        bootstrapKey: { existingSecret: 'first' },
        advisories: {
          source: 'https://other.example.com/api/advisories/file',
          ecosystems: ['Debian', 'npm'],
          token: { existingSecret: 'other', key: 'key' },
          epssSource: 'https://epss.example.com/scores.csv.gz',
          kevSource: 'https://kev.example.com/kev.json',
        },
        managedSensor: { allowedTokenHosts: ['auth.example.com'] },
        caBundle: { configMap: 'company-ca' },
        proxy: { https: 'http://proxy:3128', http: 'http://proxy:3128', noProxy: '10.0.0.0/8' },
        extraEnvFrom: [{ secretRef: { name: 'mail' } }],
      },
    ],
    [
      'an ingress and limits to who may come',
      {
        ingress: {
          ...{ enabled: true, className: 'nginx', host: 'harborguard.example.com' },
          ...{ tlsSecret: 'certificate', annotations: { note: 'x' } },
        },
        networkPolicy: {
          ingressFrom: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
          egressPorts: [443, 587],
          extraEgress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 5000 }] }],
        },
        service: { type: 'LoadBalancer', port: 80, annotations: { note: 'x' } },
      },
    ],
    [
      'a managed sensor of its own with everything around it',
      {
        managedSensor: { mode: 'own', key: { existingSecret: 'system-sensor' } },
        caBundle: { secret: 'company-ca' },
        proxy: { https: 'http://proxy:3128' },
        image: { digest: `sha256:${'a'.repeat(64)}` },
        imagePullSecrets: [{ name: 'mine' }],
        serviceAccount: { annotations: { note: 'x' } },
        persistence: { size: '20Gi', storageClassName: 'fast', annotations: { team: 'security' } },
        podDisruptionBudget: { enabled: true },
        podAnnotations: { note: 'x' },
        podLabels: { team: 'security' },
        commonLabels: { owner: 'security' },
        nodeSelector: { 'kubernetes.io/arch': 'arm64' },
        tolerations: [{ key: 'dedicated', operator: 'Exists' }],
        affinity: { podAntiAffinity: {} },
        topologySpreadConstraints: [
          {
            ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', labelSelector: {} },
            whenUnsatisfiable: 'ScheduleAnyway',
          },
        ],
        priorityClassName: 'low',
        hostAliases: [{ ip: '10.0.0.1', hostnames: ['registry.internal'] }],
        extraEnv: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=512' }],
        extraVolumes: [{ name: 'certs', configMap: { name: 'certs' } }],
        extraVolumeMounts: [{ name: 'certs', mountPath: '/etc/certs' }],
      },
    ],
    [
      'keys given as values',
      {
        bootstrapKey: { value: 'hg_ak_first' },
        managedSensor: { mode: 'own', key: { value: 'hg_ak_sensor' } },
      },
    ],
    [
      'metrics for one namespace and limits of every kind',
      {
        metrics: {
          ...{ enabled: true, port: 9500, service: true },
          ingressFrom: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
        },
        rateLimits: { callerPerMinute: 1_000_000, addressPerMinute: 0 },
        historyDays: 90,
        exceptionDaysMax: 30,
      },
    ],
    ['traces', { tracing }],
    [
      'traces, also of a managed sensor of its own',
      { tracing, managedSensor: { mode: 'own', key: { existingSecret: 'system-sensor' } } },
    ],
    [
      'single sign-on and a key of its own for what is sealed',
      {
        publicUrl: 'https://harborguard.example.com',
        database: {
          url: { existingSecret: 'postgres', key: 'uri' },
          ca: { existingSecret: 'postgres-ca' },
        },
        keyEncryptionKey: {
          existingSecret: 'sealing',
          previous: { existingSecret: 'sealing-before', key: 'seal.key' },
        },
        oidc: {
          issuer: 'https://id.example.com/realms/staff',
          clientId: 'harborguard',
          clientSecret: { existingSecret: 'single-sign-on' },
          roleMap: { platform: 'developer', 'cn=admins': 'admin', '*': 'viewer' },
        },
        localAccounts: false,
      },
    ],
    [
      'no volume, no policy, no test, no sensor, no account of its own',
      {
        persistence: { enabled: false },
        networkPolicy: { enabled: false },
        tests: { enabled: false },
        managedSensor: { mode: 'none' },
        serviceAccount: { create: false, name: 'given' },
      },
    ],
  ] as const
).map(([name, values]) => ({ chart: 'harborguard-control-plane', name, values }));

export const chartCases: readonly ChartCase[] = [...sensorCases, ...controlPlaneCases];
