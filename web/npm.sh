#!/usr/bin/env bash
# npm for make: web/npm.sh PYTHON ARGUMENTS…
set -euo pipefail

python=$1
shift

failed() {
  echo "$1" >&2
  exit 1
}

. "$(dirname "${BASH_SOURCE[0]}")/node.sh"
npm "$@"
