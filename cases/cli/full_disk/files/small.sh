# Runs a command that can't write files beyond a number of blocks of 512 bytes.
trap '' XFSZ
ulimit -f "$1"
shift
exec "$@"
