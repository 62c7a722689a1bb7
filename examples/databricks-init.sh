#!/usr/bin/env bash
# A cluster-scoped init script of Databricks that makes one Ray cluster of all its machines, without Spark: the driver's is
# the head, each worker's joins it, and tries until the head is there. Elsewhere: set DB_IS_DRIVER=TRUE on one machine, and
# DB_DRIVER_IP to its address on all.
#
# `narcine` and Ray must be installed before (`narcine` and `ray` in PATH). Settings, all optional:
#   RAY_PORT (9339), RAY_TEMP_DIR (/tmp/ray), RAY_PASSWORD, RAY_START_PATIENCE_S (600)
#   RAY_AUTH_MODE=token and RAY_AUTH_TOKEN in the cluster's environment keep strangers out
set -euo pipefail

port=${RAY_PORT:-9339}
options=(--min-worker-port=20000 --max-worker-port=25000 "--temp-dir=${RAY_TEMP_DIR:-/tmp/ray}")
if [[ -n ${RAY_PASSWORD:-} ]]; then options+=("--redis-password=$RAY_PASSWORD"); fi

if [[ ${DB_IS_DRIVER:-} == TRUE ]]; then
  exec narcine run -- ray start --head "--node-ip-address=$DB_DRIVER_IP" "--port=$port" --include-dashboard=false "${options[@]}"
fi

head="$DB_DRIVER_IP:$port"
deadline=$((SECONDS + ${RAY_START_PATIENCE_S:-600}))
until (exec 3<>"/dev/tcp/$DB_DRIVER_IP/$port") 2>/dev/null; do
  if ((SECONDS >= deadline)); then
    echo "no Ray head answers at $head; see the driver's init script log" >&2
    exit 1
  fi
  sleep 0.2
done
exec narcine run -- ray start "--address=$head" "${options[@]}"
