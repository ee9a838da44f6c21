//! Ctrl-C, and a server that hears of it late or never.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nicol_testkit::postgres::Server;
use nicol_testkit::terminal::Terminal;
use nicol_testkit::wait::until;

use crate::support::{Project, USER};

const SOCKET: &str = ".s.PGSQL.5432";

/// A way to a server on which new connections take long, or come to nothing.
struct SlowWay {
    folder: tempfile::TempDir,
    is_slow: Arc<AtomicBool>,
    is_closed: Arc<AtomicBool>,
}

impl SlowWay {
    fn to(server: &Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
        let (is_slow, is_closed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let way = Self { folder, is_slow: Arc::clone(&is_slow), is_closed: Arc::clone(&is_closed) };
        let target = server.socket_dir().join(SOCKET);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if is_closed.load(Ordering::SeqCst) {
                    continue;
                }
                if is_slow.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_secs(1));
                }
                forward(client, &target);
            }
        });
        way
    }

    fn url(&self, server: &Server, url: &str) -> String {
        let at = |folder: &Path| folder.display().to_string();
        let there = url.replace(&at(server.socket_dir()), &at(self.folder.path()));
        assert_ne!(there, url, "the URL names the socket's folder");
        there
    }
}

fn forward(client: UnixStream, target: &Path) {
    let server = UnixStream::connect(target).expect("the server is there");
    for (mut from, mut to) in
        [(client.try_clone().expect("a socket"), server.try_clone().expect("a socket")), (server, client)]
    {
        std::thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(std::net::Shutdown::Write);
        });
    }
}

/// Runs a script that sleeps, presses Ctrl-C after `before`, and gives the command's last words.
fn interrupted(label: &str, before: impl FnOnce(&SlowWay)) -> Option<(&'static Server, String)> {
    let server = Server::shared()?;
    let way = SlowWay::to(server);
    let project = Project::postgres(&way.url(server, &server.database(label)), USER);
    project.write("slow.sql", &format!("CREATE TABLE half (a INTEGER);\nSELECT pg_sleep(300), '{label}';\n"));
    let mut terminal = Terminal::start(&project.command(&["db", "execute", "--file", "slow.sql"]));
    until("it sleeps", || server.is_running(&format!("pg_sleep(300), '{label}'")));
    before(&way);
    terminal.type_keys("\x03");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    Some((server, terminal.text().to_owned()))
}

#[test]
fn what_is_said_to_be_cancelled_runs_no_more() {
    let label = "heard late";
    let Some((server, said)) = interrupted(label, |way| way.is_slow.store(true, Ordering::SeqCst)) else { return };
    assert!(!server.is_running(&format!("pg_sleep(300), '{label}'")), "at the moment at which the command ends");
    assert!(said.contains("is cancelled"), "{said}");
}

#[test]
fn who_says_it_twice_has_it_cancelled_too() {
    let label = "said twice";
    let Some(server) = Server::shared() else { return };
    let way = SlowWay::to(server);
    let project = Project::postgres(&way.url(server, &server.database(label)), USER);
    project.write("slow.sql", &format!("SELECT pg_sleep(300), '{label}';\n"));
    let mut terminal = Terminal::start(&project.command(&["db", "execute", "--file", "slow.sql"]));
    until("it sleeps", || server.is_running(&format!("pg_sleep(300), '{label}'")));
    way.is_slow.store(true, Ordering::SeqCst);
    terminal.type_keys("\x03");
    // Signals that come at once are one.
    std::thread::sleep(Duration::from_millis(200));
    terminal.type_keys("\x03");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert!(!server.is_running(&format!("pg_sleep(300), '{label}'")), "{}", terminal.text());
}

#[test]
fn a_look_that_came_to_its_end_is_no_work_that_was_done() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("looked at");
    let database = url.split('?').next().and_then(|u| u.rsplit('/').next()).expect("a database").to_owned();
    // It comes to its end although it is cancelled.
    server.psql(
        &database,
        "CREATE FUNCTION slow() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock(4242), pg_sleep(300); \
         RETURN true; EXCEPTION WHEN query_canceled THEN RETURN true; END $$; \
         CREATE TABLE rows_of_it (id text, checksum text, finished_at timestamptz, migration_name text, logs text, \
         rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int); INSERT INTO rows_of_it (id) VALUES ('a'); \
         CREATE VIEW _prisma_migrations AS SELECT * FROM rows_of_it WHERE slow()",
    );
    let project = Project::postgres(&url, USER);
    let mut terminal = Terminal::start(&project.command(&["migrate", "status"]));
    let held = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242";
    until("it looks", || server.try_psql(&database, held).is_ok_and(|found| found.contains('1')));
    terminal.type_keys("\x03");
    assert_eq!(terminal.end().code(), Some(130), "{}", terminal.text());
    assert!(terminal.text().contains("is cancelled"), "{}", terminal.text());
}

#[test]
fn what_is_not_known_is_said_to_be_so() {
    let Some((_, said)) = interrupted("never heard", |way| way.is_closed.store(true, Ordering::SeqCst)) else { return };
    assert!(said.contains("is not known"), "{said}");
}
