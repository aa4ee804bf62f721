{{- define "harborguard-control-plane.name" -}}
{{- .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "harborguard-control-plane.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-control-plane.selectorLabels" -}}
app.kubernetes.io/name: {{ include "harborguard-control-plane.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "harborguard-control-plane.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "harborguard-control-plane.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "harborguard-control-plane.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-control-plane.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-control-plane.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "harborguard-control-plane.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The pod of the control plane, and neither its sensor nor that of `helm test`. */}}
{{- define "harborguard-control-plane.podSelectorLabels" -}}
{{ include "harborguard-control-plane.selectorLabels" . }}
app.kubernetes.io/component: control-plane
{{- end -}}

{{- define "harborguard-control-plane.sensorSelectorLabels" -}}
{{ include "harborguard-control-plane.selectorLabels" . }}
app.kubernetes.io/component: managed-sensor
{{- end -}}

{{- define "harborguard-control-plane.sensorName" -}}
{{- printf "%s-sensor" (include "harborguard-control-plane.fullname" .) -}}
{{- end -}}

{{/* In the cluster. */}}
{{- define "harborguard-control-plane.serviceUrl" -}}
{{- printf "http://%s:%d" (include "harborguard-control-plane.fullname" .) (int .Values.service.port) -}}
{{- end -}}

{{- define "harborguard-control-plane.hasBootstrapKey" -}}
{{- if or .Values.bootstrapKey.value .Values.bootstrapKey.existingSecret -}}true{{- end -}}
{{- end -}}

{{- define "harborguard-control-plane.hasCa" -}}
{{- if or .Values.caBundle.configMap .Values.caBundle.secret -}}true{{- end -}}
{{- end -}}

{{/* What cannot be said by the schema: values that exclude or need each other. */}}
{{- define "harborguard-control-plane.check" -}}
{{- $key := .Values.managedSensor.key -}}
{{- $keys := list $key.value $key.existingSecret | compact -}}
{{- if and (eq .Values.managedSensor.mode "own") (ne (len $keys) 1) -}}
{{- $need := "managedSensor.mode own needs exactly one of managedSensor.key.existingSecret and managedSensor.key.value" -}}
{{- $make := printf "docker run --rm %s make-key | kubectl --namespace %s create secret generic system-sensor --from-file=system-sensor-key=/dev/stdin" (include "harborguard-control-plane.image" .) .Release.Namespace -}}
{{- fail (printf "%s. A chart cannot make a key; this makes one in a Secret, for managedSensor.key.existingSecret=system-sensor:\n\n  %s\n" $need $make) -}}
{{- end -}}
{{- if and (ne .Values.managedSensor.mode "own") $keys -}}
{{- fail "managedSensor.key is for managedSensor.mode own" -}}
{{- end -}}
{{- if and .Values.bootstrapKey.value .Values.bootstrapKey.existingSecret -}}
{{- fail "bootstrapKey.value and bootstrapKey.existingSecret exclude each other" -}}
{{- end -}}
{{- $metrics := .Values.metrics -}}
{{- if and $metrics.serviceMonitor.enabled (not (and $metrics.enabled $metrics.service)) -}}
{{- fail "metrics.serviceMonitor needs metrics.enabled and metrics.service" -}}
{{- end -}}
{{- if and $metrics.service (not $metrics.enabled) -}}
{{- fail "metrics.service needs metrics.enabled" -}}
{{- end -}}
{{- if and .Values.caBundle.configMap .Values.caBundle.secret -}}
{{- fail "caBundle.configMap and caBundle.secret exclude each other" -}}
{{- end -}}
{{- if and .Values.database.ca.existingSecret (not .Values.database.url.existingSecret) -}}
{{- fail "database.ca.existingSecret is of the PostgreSQL of database.url.existingSecret, which is not given" -}}
{{- end -}}
{{- if and .Values.keyEncryptionKey.previous.existingSecret (not .Values.keyEncryptionKey.existingSecret) -}}
{{- fail "keyEncryptionKey.previous.existingSecret is the key before keyEncryptionKey.existingSecret, which is not given" -}}
{{- end -}}
{{- if .Values.oidc.issuer -}}
{{- if not (and .Values.oidc.clientId .Values.oidc.roleMap .Values.publicUrl) -}}
{{- fail "oidc.issuer needs oidc.clientId, oidc.roleMap and publicUrl" -}}
{{- end -}}
{{- else if not .Values.localAccounts -}}
{{- fail "localAccounts can be false only with oidc.issuer: else nobody could come in" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.host is needed: the host name under which people and sensors reach the control plane" -}}
{{- end -}}
{{- end -}}

{{/* Of both programs. */}}
{{- define "harborguard-control-plane.commonEnv" -}}
- name: HARBORGUARD_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
{{- if include "harborguard-control-plane.hasCa" . }}
- name: HARBORGUARD_CA_DIR
  value: /etc/harborguard/ca
- name: NODE_EXTRA_CA_CERTS
  value: /etc/harborguard/ca/ca.pem
{{- end }}
{{- with .Values.proxy.https }}
- name: HTTPS_PROXY
  value: {{ . | quote }}
{{- end }}
{{- with .Values.proxy.http }}
- name: HTTP_PROXY
  value: {{ . | quote }}
{{- end }}
{{- if or .Values.proxy.https .Values.proxy.http }}
- name: NO_PROXY
  value: {{ list .Values.proxy.noProxy (include "harborguard-control-plane.fullname" .) "127.0.0.1" | compact | join "," | quote }}
{{- end }}
{{- end -}}

{{/* Of traces. */}}
{{- define "harborguard-control-plane.tracingEnv" -}}
{{- with .Values.tracing }}
{{- if or .endpoint .tracesEndpoint }}
{{- with .endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .tracesEndpoint }}
- name: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  value: {{ . | quote }}
{{- end }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ .protocol | quote }}
{{- if .headers.existingSecret }}
- name: OTEL_EXPORTER_OTLP_HEADERS_FILE
  value: /etc/harborguard/tracing/headers
{{- end }}
- name: OTEL_EXPORTER_OTLP_TIMEOUT
  value: {{ int .timeoutMs | quote }}
- name: OTEL_EXPORTER_OTLP_COMPRESSION
  value: {{ .compression | quote }}
{{- if .resourceAttributes }}
{{- $pairs := list }}
{{- range $name, $value := .resourceAttributes }}
{{- $pairs = append $pairs (printf "%s=%s" $name ($value | urlquery | replace "+" "%20")) }}
{{- end }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ join "," $pairs | quote }}
{{- end }}
- name: OTEL_TRACES_SAMPLER
  value: {{ .sampler | quote }}
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ .samplerShare | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.tracingMount" -}}
{{- if .Values.tracing.headers.existingSecret }}
- name: tracing
  mountPath: /etc/harborguard/tracing
  readOnly: true
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.tracingVolume" -}}
{{- with .Values.tracing.headers }}
{{- if .existingSecret }}
- name: tracing
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: headers
{{- end }}
{{- end }}
{{- end -}}

{{/* Read by the managed sensor, beside the control plane or in a pod of its own. */}}
{{- define "harborguard-control-plane.scanEnv" -}}
{{- with .Values.managedSensor }}
- name: HARBORGUARD_PARALLEL_SCANS
  value: {{ int .parallelScans | quote }}
- name: HARBORGUARD_PARALLEL_LAYERS
  value: {{ int .parallelLayers | quote }}
- name: HARBORGUARD_LAYER_CACHE_MIB
  value: {{ int .layerCacheMib | quote }}
- name: HARBORGUARD_OUTBOX_MIB
  value: {{ int .outboxMib | quote }}
{{- with .allowedTokenHosts }}
- name: HARBORGUARD_ALLOWED_TOKEN_HOSTS
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Of single sign-on. */}}
{{- define "harborguard-control-plane.oidcEnv" -}}
- name: HARBORGUARD_OIDC_ISSUER
  value: {{ .issuer | quote }}
- name: HARBORGUARD_OIDC_CLIENT_ID
  value: {{ .clientId | quote }}
{{- if .clientSecret.existingSecret }}
- name: HARBORGUARD_OIDC_CLIENT_SECRET_FILE
  value: /etc/harborguard/oidc/client-secret
{{- end }}
- name: HARBORGUARD_OIDC_SCOPES
  value: {{ join "," .scopes | quote }}
- name: HARBORGUARD_OIDC_GROUPS_CLAIM
  value: {{ .groupsClaim | quote }}
{{- $pairs := list }}
{{- range $group, $role := .roleMap }}
{{- $pairs = append $pairs (printf "%s=%s" $group $role) }}
{{- end }}
- name: HARBORGUARD_OIDC_ROLE_MAP
  value: {{ join "," $pairs | quote }}
- name: HARBORGUARD_OIDC_LABEL
  value: {{ .label | quote }}
{{- end -}}

{{- define "harborguard-control-plane.env" -}}
- name: HARBORGUARD_DATA_DIR
  value: /var/lib/harborguard
- name: HARBORGUARD_LISTEN
  value: 0.0.0.0:8080
- name: HARBORGUARD_MANAGED_SENSOR
  value: {{ eq .Values.managedSensor.mode "beside" | quote }}
- name: HARBORGUARD_SHRINK_PERCENT
  value: {{ int .Values.shrinkPercent | quote }}
- name: HARBORGUARD_EXCEPTION_DAYS_MAX
  value: {{ int .Values.exceptionDaysMax | quote }}
- name: HARBORGUARD_HISTORY_DAYS
  value: {{ int .Values.historyDays | quote }}
- name: HARBORGUARD_RATE_LIMIT_PER_MINUTE
  value: {{ int .Values.rateLimits.callerPerMinute | quote }}
- name: HARBORGUARD_ADDRESS_RATE_LIMIT_PER_MINUTE
  value: {{ int .Values.rateLimits.addressPerMinute | quote }}
- name: HARBORGUARD_LOCAL_ACCOUNTS
  value: {{ .Values.localAccounts | quote }}
{{- if .Values.metrics.enabled }}
- name: HARBORGUARD_METRICS_LISTEN
  value: {{ printf "0.0.0.0:%d" (int .Values.metrics.port) | quote }}
{{- end }}
- name: HARBORGUARD_ADVISORIES_UPDATE_MINUTES
  value: {{ int .Values.advisories.updateMinutes | quote }}
{{- with .Values.publicUrl }}
- name: HARBORGUARD_PUBLIC_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.allowedAddresses }}
- name: HARBORGUARD_ALLOWED_ADDRESSES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.trustedProxies }}
- name: HARBORGUARD_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.advisories.source }}
- name: HARBORGUARD_ADVISORIES_SOURCE
  value: {{ . | quote }}
{{- end }}
{{- with .Values.advisories.ecosystems }}
- name: HARBORGUARD_ADVISORIES_ECOSYSTEMS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.advisories.epssSource }}
- name: HARBORGUARD_EPSS_SOURCE
  value: {{ . | quote }}
{{- end }}
{{- with .Values.advisories.kevSource }}
- name: HARBORGUARD_KEV_SOURCE
  value: {{ . | quote }}
{{- end }}
{{- if .Values.advisories.token.existingSecret }}
- name: HARBORGUARD_ADVISORIES_TOKEN_FILE
  value: /etc/harborguard/advisories-token/token
{{- end }}
{{- if include "harborguard-control-plane.hasBootstrapKey" . }}
- name: HARBORGUARD_BOOTSTRAP_KEY_FILE
  value: /etc/harborguard/bootstrap-key/bootstrap-key
{{- end }}
{{- if .Values.database.url.existingSecret }}
- name: HARBORGUARD_DATABASE_URL_FILE
  value: /etc/harborguard/database-url/url
{{- if .Values.database.ca.existingSecret }}
- name: HARBORGUARD_DATABASE_CA_FILE
  value: /etc/harborguard/database-ca/ca.crt
{{- end }}
{{- end }}
{{- if .Values.keyEncryptionKey.existingSecret }}
- name: HARBORGUARD_KEY_ENCRYPTION_KEY_FILE
  value: /etc/harborguard/key-encryption-key/key
{{- end }}
{{- if .Values.keyEncryptionKey.previous.existingSecret }}
- name: HARBORGUARD_KEY_ENCRYPTION_KEY_PREVIOUS_FILE
  value: /etc/harborguard/previous-key-encryption-key/key
{{- end }}
{{- if .Values.oidc.issuer }}
{{- include "harborguard-control-plane.oidcEnv" .Values.oidc | nindent 0 }}
{{- end }}
{{- if eq .Values.managedSensor.mode "own" }}
- name: HARBORGUARD_SYSTEM_SENSOR_KEY_FILE
  value: /etc/harborguard/sensor-key/api-key
{{- end }}
{{- if include "harborguard-control-plane.hasCa" . }}
- name: HARBORGUARD_ADVISORIES_CA_FILE
  value: /etc/harborguard/ca/ca.pem
{{- end }}
{{ include "harborguard-control-plane.commonEnv" . }}
{{- include "harborguard-control-plane.tracingEnv" . }}
{{- with .Values.tracing.serviceName }}
- name: OTEL_SERVICE_NAME
  value: {{ . | quote }}
{{- end }}
{{- if eq .Values.managedSensor.mode "beside" }}
{{- include "harborguard-control-plane.scanEnv" . }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.sensorEnv" -}}
- name: HARBORGUARD_URL
  value: {{ include "harborguard-control-plane.serviceUrl" . }}
- name: HARBORGUARD_ALLOW_PLAIN_HTTP
  value: "true"
- name: HARBORGUARD_API_KEY_FILE
  value: /etc/harborguard/sensor-key/api-key
- name: HARBORGUARD_SENSOR_NAME
  value: managed
- name: HARBORGUARD_STATE_DIR
  value: /var/lib/harborguard
- name: MALLOC_ARENA_MAX
  value: "1"
{{ include "harborguard-control-plane.commonEnv" . }}
{{- include "harborguard-control-plane.tracingEnv" . }}
{{- include "harborguard-control-plane.scanEnv" . }}
{{- end -}}

{{- define "harborguard-control-plane.caMount" -}}
{{- if include "harborguard-control-plane.hasCa" . }}
- name: ca
  mountPath: /etc/harborguard/ca
  readOnly: true
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.caVolume" -}}
{{- if .Values.caBundle.configMap }}
- name: ca
  configMap:
    name: {{ .Values.caBundle.configMap }}
    items:
      - key: {{ .Values.caBundle.key }}
        path: ca.pem
{{- else if .Values.caBundle.secret }}
- name: ca
  secret:
    secretName: {{ .Values.caBundle.secret }}
    items:
      - key: {{ .Values.caBundle.key }}
        path: ca.pem
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.sensorKeyVolume" -}}
- name: sensor-key
  secret:
    {{- with .Values.managedSensor.key }}
    secretName: {{ default (include "harborguard-control-plane.fullname" $) .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ ternary .key "system-sensor-key" (not (empty .existingSecret)) }}
        path: api-key
    {{- end }}
{{- end -}}

{{/* Where both pods may run, and as whom. */}}
{{- define "harborguard-control-plane.podSettings" -}}
serviceAccountName: {{ include "harborguard-control-plane.serviceAccountName" . }}
automountServiceAccountToken: {{ .Values.serviceAccount.automountToken }}
# Variables of services named like ours would be taken for settings.
enableServiceLinks: false
securityContext:
  {{- include "harborguard-control-plane.podSecurityContext" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.egress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- with .Values.networkPolicy.egressPorts }}
- ports:
    {{- range . }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end }}
{{- with .Values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-control-plane.volumes" -}}
{{- if not .Values.persistence.enabled }}
- name: data
  emptyDir: {}
{{- end }}
{{- if include "harborguard-control-plane.hasBootstrapKey" . }}
- name: bootstrap-key
  secret:
    {{- with .Values.bootstrapKey }}
    secretName: {{ default (include "harborguard-control-plane.fullname" $) .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ ternary .key "bootstrap-key" (not (empty .existingSecret)) }}
        path: bootstrap-key
    {{- end }}
{{- end }}
{{- with .Values.advisories.token }}
{{- if .existingSecret }}
- name: advisories-token
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: token
{{- end }}
{{- end }}
{{- with .Values.keyEncryptionKey }}
{{- if .existingSecret }}
- name: key-encryption-key
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: key
{{- end }}
{{- end }}
{{- with .Values.keyEncryptionKey.previous }}
{{- if .existingSecret }}
- name: previous-key-encryption-key
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: key
{{- end }}
{{- end }}
{{- with .Values.database.url }}
{{- if .existingSecret }}
- name: database-url
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: url
{{- end }}
{{- end }}
{{- with .Values.database.ca }}
{{- if .existingSecret }}
- name: database-ca
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: ca.crt
{{- end }}
{{- end }}
{{- with .Values.oidc.clientSecret }}
{{- if .existingSecret }}
- name: oidc
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: client-secret
{{- end }}
{{- end }}
{{- if eq .Values.managedSensor.mode "own" }}
{{- include "harborguard-control-plane.sensorKeyVolume" . | nindent 0 }}
{{- end }}
{{- include "harborguard-control-plane.caVolume" . | nindent 0 }}
{{- include "harborguard-control-plane.tracingVolume" . }}
{{- with .Values.extraVolumes }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}
