{{- define "vanta.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* 52 characters leave room for "-stratum" and "-proxied", and for the revision hash a StatefulSet appends to a label. */ -}}
{{- define "vanta.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "vanta.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "vanta.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vanta.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .Values.role }}
{{- end -}}

{{- define "vanta.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "vanta.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: vanta
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "vanta.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "vanta.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "vanta.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Whether the pods take part in gossip: fronts leave it to the sidecars. */}}
{{- define "vanta.gossips" -}}
{{- and .Values.gossip.enabled (ne .Values.role "front") -}}
{{- end }}

{{/* Whether the TLS port's certificate comes from a Secret. */}}
{{- define "vanta.tlsSecret" -}}
{{- and .Values.service.stratum.tls.enabled (ne .Values.role "sidecar") (ne .Values.service.stratum.tls.secretName "") -}}
{{- end }}

{{/* What the schema can't say in words a reader can act on. */}}
{{- define "vanta.checks" -}}
{{- if and (eq .Values.role "sidecar") (gt (int .Values.replicas) 1) -}}
{{- fail "replicas: a sidecar is one pod, since a note is delivered to one alone and wallets' cursors are of that one; for more install a release each, which are one another's gossip.bootstrapPeers (docs/SCALING.md)" -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled .Values.service.stratum.proxyProtocol (ne .Values.role "sidecar") (empty .Values.networkPolicy.stratumFrom) -}}
{{- fail "networkPolicy.stratumFrom: name the load balancer, since with service.stratum.proxyProtocol whoever reaches the Stratum port may write any address" -}}
{{- end -}}
{{- end }}
