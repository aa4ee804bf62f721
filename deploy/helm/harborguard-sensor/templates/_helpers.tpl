{{- define "harborguard-sensor.name" -}}
{{- .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "harborguard-sensor.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-sensor.selectorLabels" -}}
app.kubernetes.io/name: {{ include "harborguard-sensor.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The pods of the StatefulSet, and not that of `helm test`. */}}
{{- define "harborguard-sensor.podSelectorLabels" -}}
{{ include "harborguard-sensor.selectorLabels" . }}
app.kubernetes.io/component: sensor
{{- end -}}

{{- define "harborguard-sensor.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "harborguard-sensor.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-sensor.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "harborguard-sensor.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-sensor.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Which Secret holds the way in, and under which name. */}}
{{- define "harborguard-sensor.loginSecret" -}}
{{- if .Values.apiKey.existingSecret -}}
{{- .Values.apiKey.existingSecret -}}
{{- else if .Values.apiKey.value -}}
{{- include "harborguard-sensor.fullname" . -}}
{{- else if .Values.enrolmentToken.existingSecret -}}
{{- .Values.enrolmentToken.existingSecret -}}
{{- else -}}
{{- include "harborguard-sensor.fullname" . -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-sensor.usesApiKey" -}}
{{- if or .Values.apiKey.existingSecret .Values.apiKey.value -}}true{{- end -}}
{{- end -}}

{{- define "harborguard-sensor.registriesSecret" -}}
{{- if .Values.registries.existingSecret -}}
{{- .Values.registries.existingSecret -}}
{{- else if .Values.registries.file -}}
{{- printf "%s-registries" (include "harborguard-sensor.fullname" .) -}}
{{- end -}}
{{- end -}}

{{/* What cannot be said by the schema: values that exclude or need each other. */}}
{{- define "harborguard-sensor.check" -}}
{{- if not .Values.controlPlane.url -}}
{{- fail "controlPlane.url is needed: the address of the control plane, for example https://harborguard.example.com" -}}
{{- end -}}
{{- if and (hasPrefix "http://" .Values.controlPlane.url) (not .Values.controlPlane.allowPlainHttp) -}}
{{- fail "controlPlane.url is http://: use https://, or set controlPlane.allowPlainHttp for a control plane in the same cluster" -}}
{{- end -}}
{{- $ways := list .Values.apiKey.value .Values.apiKey.existingSecret .Values.enrolmentToken.value .Values.enrolmentToken.existingSecret | compact -}}
{{- if ne (len $ways) 1 -}}
{{- fail "exactly one of apiKey.value, apiKey.existingSecret, enrolmentToken.value and enrolmentToken.existingSecret is needed" -}}
{{- end -}}
{{- if and .Values.registries.file .Values.registries.existingSecret -}}
{{- fail "registries.file and registries.existingSecret exclude each other" -}}
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
{{- if and .Values.sensorName (gt (int .Values.replicaCount) 1) -}}
{{- fail "sensorName names one sensor: leave it empty with several replicas" -}}
{{- end -}}
{{- end -}}

{{- define "harborguard-sensor.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "harborguard-sensor.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Of traces. */}}
{{- define "harborguard-sensor.tracingEnv" -}}
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
{{- with .serviceName }}
- name: OTEL_SERVICE_NAME
  value: {{ . | quote }}
{{- end }}
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

{{- define "harborguard-sensor.tracingMount" -}}
{{- if .Values.tracing.headers.existingSecret }}
- name: tracing
  mountPath: /etc/harborguard/tracing
  readOnly: true
{{- end }}
{{- end -}}

{{- define "harborguard-sensor.tracingVolume" -}}
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

{{- define "harborguard-sensor.env" -}}
- name: HARBORGUARD_URL
  value: {{ .Values.controlPlane.url | quote }}
{{- if include "harborguard-sensor.usesApiKey" . }}
- name: HARBORGUARD_API_KEY_FILE
  value: /etc/harborguard/login/api-key
{{- else }}
- name: HARBORGUARD_ENROLMENT_TOKEN_FILE
  value: /etc/harborguard/login/enrolment-token
{{- end }}
- name: HARBORGUARD_SENSOR_NAME
  {{- if .Values.sensorName }}
  value: {{ .Values.sensorName | quote }}
  {{- else }}
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
  {{- end }}
- name: HARBORGUARD_STATE_DIR
  value: /var/lib/harborguard
- name: HARBORGUARD_ALLOW_PLAIN_HTTP
  value: {{ .Values.controlPlane.allowPlainHttp | quote }}
- name: HARBORGUARD_PARALLEL_SCANS
  value: {{ int .Values.scan.parallelScans | quote }}
- name: HARBORGUARD_PARALLEL_LAYERS
  value: {{ int .Values.scan.parallelLayers | quote }}
- name: HARBORGUARD_LAYER_CACHE_MIB
  value: {{ int .Values.scan.layerCacheMib | quote }}
- name: HARBORGUARD_OUTBOX_MIB
  value: {{ int .Values.scan.outboxMib | quote }}
- name: HARBORGUARD_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
{{- if .Values.metrics.enabled }}
- name: HARBORGUARD_METRICS_LISTEN
  value: {{ printf "0.0.0.0:%d" (int .Values.metrics.port) | quote }}
{{- end }}
{{- include "harborguard-sensor.tracingEnv" . }}
{{- with .Values.externalScanners }}
{{- if .names }}
- name: HARBORGUARD_EXTERNAL_SCANNERS
  value: {{ join "," .names | quote }}
- name: HARBORGUARD_TRIVY_PATH
  value: {{ .trivyPath | quote }}
- name: HARBORGUARD_GRYPE_PATH
  value: {{ .grypePath | quote }}
- name: HARBORGUARD_EXTERNAL_SCANNER_TIMEOUT_SECONDS
  value: {{ int .timeoutSeconds | quote }}
- name: HARBORGUARD_EXTERNAL_SCANNER_DISK_MIB
  value: {{ int .diskMib | quote }}
{{- end }}
{{- end }}
{{- with .Values.registries.certsDir }}
- name: HARBORGUARD_CERTS_DIR
  value: {{ . | quote }}
{{- end }}
{{- if include "harborguard-sensor.registriesSecret" . }}
- name: HARBORGUARD_REGISTRIES_FILE
  value: /etc/harborguard/registries/{{ .Values.registries.key }}
{{- end }}
{{- if .Values.registries.pullSecrets }}
- name: HARBORGUARD_PULL_SECRETS_DIR
  value: /etc/harborguard/pull-secrets
{{- end }}
{{- with .Values.registries.allowedTokenHosts }}
- name: HARBORGUARD_ALLOWED_TOKEN_HOSTS
  value: {{ join "," . | quote }}
{{- end }}
{{- if or .Values.caBundle.configMap .Values.caBundle.secret }}
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
{{- with .Values.proxy.noProxy }}
- name: NO_PROXY
  value: {{ . | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-sensor.mounts" -}}
- name: login
  mountPath: /etc/harborguard/login
  readOnly: true
{{- if include "harborguard-sensor.registriesSecret" . }}
- name: registries
  mountPath: /etc/harborguard/registries
  readOnly: true
{{- end }}
{{- if .Values.registries.pullSecrets }}
- name: pull-secrets
  mountPath: /etc/harborguard/pull-secrets
  readOnly: true
{{- end }}
{{- if or .Values.caBundle.configMap .Values.caBundle.secret }}
- name: ca
  mountPath: /etc/harborguard/ca
  readOnly: true
{{- end }}
{{- include "harborguard-sensor.tracingMount" . }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "harborguard-sensor.volumes" -}}
- name: login
  secret:
    secretName: {{ include "harborguard-sensor.loginSecret" . }}
    defaultMode: 0440
    items:
      {{- if include "harborguard-sensor.usesApiKey" . }}
      - key: {{ ternary .Values.apiKey.key "api-key" (not (empty .Values.apiKey.existingSecret)) }}
        path: api-key
      {{- else }}
      - key: {{ ternary .Values.enrolmentToken.key "enrolment-token" (not (empty .Values.enrolmentToken.existingSecret)) }}
        path: enrolment-token
      {{- end }}
{{- with include "harborguard-sensor.registriesSecret" . }}
- name: registries
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- if .Values.registries.pullSecrets }}
- name: pull-secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range .Values.registries.pullSecrets }}
      - secret:
          name: {{ . }}
          items:
            - key: .dockerconfigjson
              path: {{ . }}/.dockerconfigjson
      {{- end }}
{{- end }}
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
{{- include "harborguard-sensor.tracingVolume" . }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
