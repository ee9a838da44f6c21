# Runs each line as a command: its exit code, and what it complains of.
while read -r line; do
  case "$line" in '') echo; continue ;; '#'*) echo "$line"; continue ;; esac
  said=$(eval "nicol $line" 2>&1 < /dev/null)
  code=$?
  echo "$code  $line"
  if [ $code = 1 ]; then echo "$said" | grep '^error\|^hint' | grep -v 'shows how it is used' | sed 's/^/     /'; fi
done
