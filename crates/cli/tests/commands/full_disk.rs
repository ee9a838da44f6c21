//! A disk that is full indeed: a small one of memory, in a mount namespace of its own. What limits on the size of files do
//! is shown by `cases/cli/full_disk`.

use std::process::{Command, Output};

use crate::support::{Project, text};

const SCHEMA: &str = "generator client {\n  provider = \"nicol-rust\"\n  output   = \"../src/db\"\n}\n\ndatasource db {\n  \
                      provider = \"sqlite\"\n  url      = \"file:./dev.db\"\n}\n\nmodel User {\n  id    Int    @id \
                      @default(autoincrement())\n  email String @unique\n}\n";

/// Copies the project to a disk of so many bytes and runs a script on it; `fill` takes what is left, `free` gives it back.
fn on_a_small_disk(project: &Project, size: &str, script: &str) -> Option<Output> {
    let whole = format!(
        "mkdir disk && mount -t tmpfs -o size={size} tmpfs disk || exit 99\ncp -r prisma disk/ && cd disk || exit 98\n\
         fill() {{ cat /dev/zero > filler 2>/dev/null; true; }}\nfree() {{ rm -f filler; }}\n{script}"
    );
    // Root may mount; others may in a user namespace, where there are such.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let namespace = if is_root { "-m" } else { "-rm" };
    let output = project.program("unshare", &[namespace, "sh", "-c", &whole]).output().ok();
    match output.filter(|output| output.status.code() != Some(99)) {
        Some(output) if output.status.code() != Some(1) || !text(&output).contains("unshare") => Some(output),
        _ => {
            nicol_testkit::skip::skip("NICOL_MOUNTS", "no disk may be mounted here, not even in a namespace");
            None
        }
    }
}

#[test]
fn a_migration_that_does_not_fit_leaves_nothing_and_goes_on_later() {
    let project = Project::empty();
    project.write("prisma/schema.prisma", SCHEMA);
    project.write("prisma/migrations/migration_lock.toml", "provider = \"sqlite\"\n");
    project.write("prisma/migrations/1_init/migration.sql", "CREATE TABLE small (a INTEGER);\n");
    project.write(
        "prisma/migrations/2_big/migration.sql",
        "CREATE TABLE big (a TEXT);\nINSERT INTO big WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t WHERE x \
         < 5000) SELECT 'a long text ' || x FROM t;\n",
    );
    let script = "nicol migrate deploy; echo \"deploy $?\"\nnicol migrate status; echo \"status $?\"\n\
                  echo 'SELECT 1 FROM big' | nicol db execute --stdin; echo \"half $?\"\n\
                  mount -o remount,size=2m .\nnicol migrate deploy; echo \"again $?\"\n";
    let Some(output) = on_a_small_disk(&project, "100k", script) else { return };
    let said = text(&output);
    for part in [
        "Applied 1_init",
        "deploy 1",
        "the disk is full",
        "make room, and apply again: nothing has to be settled",
        "Not applied yet:\n  2_big",
        "status 1",
        "no such table: big",
        "half 1",
        "Applied 2_big",
        "again 0",
    ] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn files_are_whole_or_as_they_were() {
    let project = Project::empty();
    project.write("prisma/schema.prisma", SCHEMA);
    let script = "nicol generate >/dev/null 2>&1 || exit 97\ncksum src/db/* prisma/schema.prisma > ../before\n\
                  printf 'model Post {\\n id Int @id\\n}\\n' >> prisma/schema.prisma; cp prisma/schema.prisma ../schema\nfill\n\
                  nicol generate; echo \"generate $?\"; nicol format; echo \"format $?\"\n\
                  nicol migrate dev --name init; echo \"dev $?\"; nicol db push; echo \"push $?\"\n\
                  nicol migrate diff --from-empty --to-schema prisma/schema.prisma --script -o out.sql; echo \"diff $?\"\n\
                  nicol init; free\ncp ../schema prisma/schema.prisma.wanted\n\
                  cmp prisma/schema.prisma prisma/schema.prisma.wanted && echo schema whole; rm prisma/*.wanted\n\
                  cksum src/db/* > ../after; grep src/db ../before | cmp - ../after && echo client whole\nls -A . prisma src/db\n\
                  nicol migrate dev --name init; echo \"again $?\"\n";
    let Some(output) = on_a_small_disk(&project, "1m", script) else { return };
    let said = text(&output);
    for part in ["generate 1", "format 1", "dev 1", "push 1", "diff 1", "schema whole", "client whole", "again 0"] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    assert!(said.contains("the disk is full"), "{said}");
    let left: Vec<&str> = said.lines().filter(|line| line.starts_with(".tmp") || *line == "out.sql").collect();
    assert_eq!(left, [""; 0], "{said}");
}
