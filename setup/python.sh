#!/bin/sh
# Runs a Python script with the first Python 3.11 or newer on this machine, or says what to type to get one.
# PYTHON=/path/to/python chooses another.

# A Python that is not Homebrew's does not look into Homebrew's folders for Pango.
if [ "$(uname -s)" = Darwin ]; then
    export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib}"
fi

for python in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done

release=$(cat /etc/os-release 2>/dev/null)
case "$(uname -s) $release" in
    Darwin*) hint='brew install python@3.12' ;;
    *ID=ubuntu* | *ID=debian* | *ID_LIKE=*debian*) hint='sudo apt-get install python3 python3-venv' ;;
    *ID=fedora* | *ID_LIKE=*fedora*) hint='sudo dnf install python3.12' ;;
    *ID=arch* | *ID_LIKE=*arch*) hint='sudo pacman -S python' ;;
    *ID=alpine*) hint='sudo apk add python3' ;;
    *) hint='' ;;
esac
{
    if command -v python3 >/dev/null 2>&1; then
        echo "Octavo needs Python 3.11 or newer; this machine's python3 is $(python3 --version 2>&1)."
    else
        echo "Octavo needs Python 3.11 or newer, and this machine has no python3."
    fi
    if [ -n "$hint" ]; then echo "Type: $hint"; else echo "Get it from https://www.python.org/downloads/"; fi
    echo "Where your system offers only an older one, see https://www.python.org/downloads/"
} >&2
exit 3
