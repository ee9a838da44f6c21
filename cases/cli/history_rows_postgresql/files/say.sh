# What a command makes of the state of things: the parts of its answer that count, and its exit code.
answer=$(nicol migrate "$@" --json 2>/dev/null); code=$?
echo "$1: $(echo "$answer" | grep -o '"ok":[a-z]*\|"code":"[^"]*"\|"applied":[^]]*\]\|"pending":[^]]*\]\|"edited":[^]]*\]\|"unpersisted":[^]]*\]' | grep -v '"applied":\[{' | tr '\n' ' ')exit $code"
