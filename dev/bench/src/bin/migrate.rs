//! A history of small migrations on a server that syncs as it does in production: `nicol migrate deploy` beside a floor that
//! only sends the scripts, and the published engine, in turns; and `nicol migrate status` with nothing to do.
//!
//! ```sh
//! cargo build --release && cargo run --release -p nicol-bench --bin migrate [-- COUNT [ROUNDS]]
//! ```

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use nicol_testkit::postgres::Server;
use tokio_postgres::NoTls;

fn main() {
    let mut numbers = std::env::args().skip(1).map(|n| n.parse().expect("COUNT and ROUNDS are numbers"));
    let count: usize = numbers.next().unwrap_or(800);
    let rounds: usize = numbers.next().unwrap_or(5);
    let settings = ["fsync=on", "full_page_writes=on", "synchronous_commit=on"];
    let Some(server) = Server::start(&settings) else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(dir.path(), count);
    let nicol = nicol_binary();
    let oracle = nicol_testkit::oracle::folder();

    let (mut floors, mut deploys, mut oracles, mut idle_oracles, mut statuses) =
        (vec![], vec![], vec![], vec![], vec![]);
    for round in 0..=rounds {
        let floor = floor(&server.database("floor"), dir.path());
        let url = server.database("nicol");
        let run = |command: &str| {
            let mut process = Command::new(&nicol);
            process.args(["migrate", command, "--url", &url]).current_dir(dir.path());
            timed(&mut process)
        };
        let deploy = run("deploy");
        let status = run("status");
        let published = oracle.as_ref().map(|folder| {
            let url = server.database("oracle");
            let migrations = dir.path().join("prisma/migrations");
            let run = || {
                let mut process = Command::new("node");
                process.arg("oracle.mjs").arg("deploy").arg(&migrations).args(["--url", &url]).current_dir(folder);
                timed(&mut process)
            };
            (run(), run())
        });
        // The first round warms up.
        if round > 0 {
            floors.push(floor);
            deploys.push(deploy);
            statuses.push(status);
            if let Some((work, idle)) = published {
                oracles.push(work);
                idle_oracles.push(idle);
            }
        }
    }
    println!("{count} migrations, {rounds} rounds in turns, medians in ms");
    let floor = median(&mut floors);
    let row = |name: &str, time: f64| println!("{name:<58} {time:>9.1} {:>6.2} x the floor", time / floor);
    row("the scripts alone, on one connection", floor);
    let deploy = median(&mut deploys);
    row("nicol migrate deploy, the process (to be reached: 1.30)", deploy);
    if !oracles.is_empty() {
        let (published, idle) = (median(&mut oracles), median(&mut idle_oracles));
        row("the published engine, the process", published);
        row("  without a run that has nothing to do", published - idle);
        println!(
            "nicol / published: {:.2}; without its start: {:.2} (to be reached: 0.70)",
            deploy / published,
            deploy / (published - idle)
        );
    }
    println!("nicol migrate status, nothing to do: {:.1} ms (to be reached: 50)", median(&mut statuses));
}

/// A project with a history: a table, columns, an index and a key in turns.
fn write(dir: &Path, count: usize) {
    let prisma = dir.join("prisma");
    fs::create_dir_all(&prisma).expect("the folder can be written");
    fs::write(
        prisma.join("schema.prisma"),
        "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n",
    )
    .expect("the folder can be written");
    for i in 0..count {
        let table = i / 4;
        let script = match i % 4 {
            0 => format!(
                "-- CreateTable\nCREATE TABLE \"T{table}\" (\n    \"id\" SERIAL NOT NULL,\n    \"name\" TEXT NOT NULL,\n    \
                 \"at\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,\n\n    CONSTRAINT \"T{table}_pkey\" PRIMARY KEY (\"id\")\n);\n"
            ),
            1 => {
                format!("-- AlterTable\nALTER TABLE \"T{table}\" ADD COLUMN     \"more\" INTEGER NOT NULL DEFAULT 0;\n")
            }
            2 => format!("-- CreateIndex\nCREATE INDEX \"T{table}_name_idx\" ON \"T{table}\"(\"name\");\n"),
            _ => format!(
                "-- AlterTable\nALTER TABLE \"T{table}\" ADD COLUMN     \"parent\" INTEGER;\n\n-- AddForeignKey\nALTER TABLE \"T{table}\" \
                 ADD CONSTRAINT \"T{table}_parent_fkey\" FOREIGN KEY (\"parent\") REFERENCES \"T{table}\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE;\n"
            ),
        };
        let folder = prisma.join(format!("migrations/{:014}_m{i}", 20_200_101_000_000_u64 + i as u64));
        fs::create_dir_all(&folder).expect("the folder can be written");
        fs::write(folder.join("migration.sql"), script).expect("the folder can be written");
    }
    fs::write(prisma.join("migrations/migration_lock.toml"), "provider = \"postgresql\"\n").expect("it can be written");
}

/// Sends the scripts, each as one message.
fn floor(url: &str, dir: &Path) -> f64 {
    let migrations = dir.join("prisma/migrations");
    let mut folders: Vec<_> = fs::read_dir(migrations).expect("it is there").flatten().map(|e| e.path()).collect();
    folders.sort();
    let scripts: Vec<_> = folders.iter().filter_map(|f| fs::read_to_string(f.join("migration.sql")).ok()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let start = Instant::now();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("it connects");
        tokio::spawn(connection);
        for script in &scripts {
            client.batch_execute(script).await.expect("it runs");
        }
    });
    start.elapsed().as_secs_f64() * 1000.0
}

fn timed(command: &mut Command) -> f64 {
    let start = Instant::now();
    let output = command.output().expect("it runs");
    let time = start.elapsed().as_secs_f64() * 1000.0;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    time
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn nicol_binary() -> std::path::PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| nicol_testkit::root().join("target"), Into::into);
    let binary = target.join("release/nicol");
    assert!(binary.is_file(), "build it first: cargo build --release");
    binary
}
