#!/usr/bin/env bash
# Build the pages into web/dist: with the machine's node, or with the one of a wheel where there is none.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
python=$1

failed() {
  echo "The pages were not built: $1" >&2
  echo "The graph is served without them: .venv/bin/clientgraph serve" >&2
  exit 1
}

. ./node.sh

if ! cmp -s package-lock.json node_modules/.ready; then
  echo "Preparing web/node_modules: about 40 MB to download."
  npm ci --ignore-scripts --loglevel error ||
    failed "npm could not install what package-lock.json names. Is its registry reachable (npm ping)?"
  cp package-lock.json node_modules/.ready
fi

npm run --silent build || failed "the lines above say why."
