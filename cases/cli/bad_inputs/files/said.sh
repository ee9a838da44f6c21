# What each command that works with the folder says, the usual first lines left out.
for command in "migrate deploy" "migrate status" "migrate dev --name a --skip-generate" "migrate baseline" "migrate squash" "migrate down --yes" "migrate resolve --applied 1_a" "migrate diff --from-migrations prisma/migrations --to-schema prisma/schema.prisma --exit-code"; do
  echo "== $command"
  nicol $command "$@" 2>&1 | grep -v '^database:\|^migrations:'
done
