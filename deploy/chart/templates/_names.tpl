{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* Name of the ConfigMap with the trust configuration; empty for none. */}}
{{- define "trustConfig" -}}
{{- with .Values.policyServer.sigstoreTrustConfig -}}
{{- if .name }}{{ .name }}{{ else if .json }}{{ $.Values.policyServer.name }}-sigstore{{ end -}}
{{- end -}}
{{- end }}

{{- /* What the policy, and the one after mutation, have in common. */}}
{{- define "spec" -}}
module: {{ .Values.policy.module | default (.Files.Get "files/module") | trim | quote }}
policyServer: {{ .Values.policyServer.name }}
mode: {{ .Values.policy.mode }}
failurePolicy: {{ .Values.policy.failurePolicy }}
timeoutSeconds: {{ .Values.policy.timeoutSeconds }}
timeoutEvalSeconds: {{ .Values.policy.timeoutEvalSeconds }}
backgroundAudit: {{ .Values.policy.backgroundAudit }}
{{- if and .Values.policy.skipNamespaces (not .Values.policy.namespaces) }}
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values:
        {{- toYaml .Values.policy.skipNamespaces | nindent 8 }}
{{- end }}
rules:
  {{- .Files.Get "files/rules.yaml" | trim | nindent 2 }}
  {{- with .Values.policy.extraRules }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* A policy: namespace, suffix of the name, whether it mutates, settings. */}}
{{- define "policy" -}}
{{- $root := .root -}}
apiVersion: policies.kubewarden.io/v1
kind: {{ if .namespace }}AdmissionPolicy{{ else }}ClusterAdmissionPolicy{{ end }}
metadata:
  name: {{ $root.Values.policy.name }}{{ .suffix }}
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "labels" $root | nindent 4 }}
spec:
  {{- include "spec" $root | nindent 2 }}
  mutating: {{ .mutating }}
  settings:
    {{- toYaml .settings | nindent 4 }}
{{- end }}
