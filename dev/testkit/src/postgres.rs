//! Private PostgreSQL servers: made in a temporary folder, reached by a unix socket only, gone with the test process.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
#[path = "../../../crates/engine/src/server/find.rs"]
pub mod find;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::wait;

/// A private server. Its superuser is `postgres`, connections need no password.
#[derive(Debug)]
pub struct Server {
    dir: PathBuf,
    bin: PathBuf,
    user: Option<(u32, u32)>,
    extra: Vec<String>,
    /// The watcher stops the server when this is closed, also by the death of the test process.
    running: Mutex<Option<(Child, ChildStdin)>>,
}

impl Server {
    /// The server that the tests of this process share; `None` (and a counted skip) without installed binaries.
    #[must_use]
    pub fn shared() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(&[])).as_ref()
    }

    /// The server on which everybody but its superuser needs a password; shared by the tests of this process. Its user
    /// `ann` (password `s3cret`) owns the database `ann`, and may make others.
    ///
    /// # Panics
    /// As [`Server::start`].
    #[must_use]
    pub fn with_passwords() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        let start = || {
            let server = Server::start(&["password_encryption=scram-sha-256"])?;
            server.psql("postgres", "CREATE ROLE ann LOGIN CREATEDB PASSWORD 's3cret'");
            server.psql("postgres", "CREATE DATABASE ann OWNER ann");
            let rules = server.psql("postgres", "SHOW hba_file");
            fs::write(rules.trim(), "local all postgres trust\nlocal all all scram-sha-256\n")
                .expect("rules of its own");
            server.stop();
            server.resume();
            Some(server)
        };
        SERVER.get_or_init(start).as_ref()
    }

    /// A server of one's own, with settings such as `ssl=on`.
    ///
    /// # Panics
    /// If the binaries are there but don't work.
    #[must_use]
    pub fn start(settings: &[&str]) -> Option<Self> {
        let Some(bin) = find::programs() else {
            crate::skip::skip("NICOL_POSTGRES", "no PostgreSQL server binaries are installed");
            return None;
        };
        let dir = tempfile::Builder::new().prefix("nicol-pg-").tempdir_in("/tmp").expect("a temporary folder").keep();
        // PostgreSQL refuses to run as root.
        let user = find::other_user().map(|u| (u.uid, u.gid));
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid)).expect("the folder can be given away");
        }
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        let extra = settings.iter().map(|s| (*s).to_owned()).collect();
        let server = Self { dir, bin, user, extra, running: Mutex::new(None) };
        let made = server
            .command("initdb")
            .args(["-D", "data", "-U", "postgres", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C"])
            .stdout(Stdio::null())
            .status();
        assert!(made.is_ok_and(|s| s.success()), "initdb failed in {}", server.dir.display());
        server.resume();
        Some(server)
    }

    /// Starts the server again after [`Server::stop`].
    ///
    /// # Panics
    /// If it does not come up.
    pub fn resume(&self) {
        let mut settings = String::new();
        for s in &self.extra {
            settings.push_str(&format!(" -c {s}"));
        }
        // The watcher ends the server when its standard input ends, and removes the folder unless told to keep it.
        let script = format!(
            "'{bin}/postgres' -D data -k '{dir}' -c listen_addresses= -c fsync=off -c full_page_writes=off \
             -c synchronous_commit=off -c max_connections=400 -c max_prepared_transactions=9{settings} >>server.log 2>&1 & pid=$!
             if read -r order && [ \"$order\" = keep ]; then kill -INT $pid; wait $pid; exit 0; fi
             kill -QUIT $pid 2>/dev/null; wait $pid; cd /; rm -rf '{dir}'",
            bin = self.bin.display(),
            dir = self.dir.display(),
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(&self.dir).stdin(Stdio::piped()).stdout(Stdio::null());
        // Ctrl-C in the terminal is the watcher's business only through its input.
        command.process_group(0);
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        let mut child = command.spawn().expect("sh starts");
        let input = child.stdin.take().expect("stdin is piped");
        *self.running.lock().expect("no test panicked here") = Some((child, input));
        wait::until(&format!("the server is up (see {}/server.log)", self.dir.display()), || self.is_ready());
    }

    /// Stops the server and keeps its data.
    pub fn stop(&self) {
        if let Some((mut child, mut input)) = self.running.lock().expect("no test panicked here").take() {
            let _ = input.write_all(b"keep\n");
            drop(input);
            let _ = child.wait();
        }
    }

    /// Tells the server to stop when nobody is connected any more, and to let nobody in until then (`pg_ctl stop -m smart`).
    /// Does not wait for its end: [`Server::stop`] does.
    ///
    /// # Panics
    /// If it is not told.
    pub fn stop_when_alone(&self) {
        let status = self.command("pg_ctl").args(["stop", "-D", "data", "-m", "smart", "-W", "-s"]).status();
        assert!(status.is_ok_and(|status| status.success()), "pg_ctl stop");
    }

    /// The folder of the socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.dir
    }

    /// The URL of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://postgres@localhost/{database}?host={}", self.dir.display())
    }

    /// A new database of its own, empty, and its URL. The label is part of the name.
    ///
    /// # Panics
    /// If the server refuses.
    #[must_use]
    pub fn database(&self, label: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let label: String = label.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(40).collect();
        let name = format!("{}_{}", label.to_ascii_lowercase(), NEXT.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE \"{name}\""));
        self.url(&name)
    }

    /// Runs SQL by psql and returns its unaligned, tuples-only output.
    ///
    /// # Panics
    /// If the SQL fails.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        self.try_psql(database, sql).unwrap_or_else(|message| panic!("psql: {message}\n{sql}"))
    }

    /// As [`Server::psql`], with psql's message if the SQL fails.
    ///
    /// # Errors
    /// The SQL fails.
    ///
    /// # Panics
    /// If psql can't be run.
    pub fn try_psql(&self, database: &str, sql: &str) -> Result<String, String> {
        self.psql_at(&self.dir, database, sql)
    }

    /// As [`Server::try_psql`], through the socket in another folder.
    pub(crate) fn psql_at(&self, folder: &Path, database: &str, sql: &str) -> Result<String, String> {
        let mut command = self.command("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-h"]);
        let mut child = command
            .arg(folder)
            .args(["-f", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql starts");
        child.stdin.take().expect("stdin is piped").write_all(sql.as_bytes()).expect("psql reads");
        let output = child.wait_with_output().expect("psql ends");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether a statement with these words runs at this moment, in whatever database.
    ///
    /// # Panics
    /// If the server does not answer.
    pub fn is_running(&self, words: &str) -> bool {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() \
             AND position($words${words}$words$ IN query) > 0)"
        );
        self.psql("postgres", &sql).trim() == "t"
    }

    fn is_ready(&self) -> bool {
        let mut command = self.command("psql");
        command.args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-c", "SELECT 1", "-h"]).arg(&self.dir);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
    }

    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = Command::new(if path.exists() { path } else { PathBuf::from(program) });
        command.current_dir(&self.dir);
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match self.running.lock().ok().and_then(|mut r| r.take()) {
            Some((mut child, input)) => {
                drop(input);
                let _ = child.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.dir);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_keeps_its_data_over_a_stop_and_leaves_nothing_behind() {
        let Some(server) = Server::start(&[]) else { return };
        let url = server.database("stop and resume");
        assert!(url.starts_with("postgresql://postgres@localhost/stop_and_resume_"));
        server.psql("postgres", "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)");
        server.stop();
        server.resume();
        assert_eq!(server.psql("postgres", "SELECT a FROM kept").trim(), "7");
        let dir = server.socket_dir().to_owned();
        drop(server);
        assert!(!dir.exists());
    }
}
