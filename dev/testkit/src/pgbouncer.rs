//! Private PgBouncers: before a server of the tests, reached by a unix socket only, gone with the test process.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;

use crate::between::{database_of, socket, url_in};
use crate::postgres::{Server, find};
use crate::wait;

/// A private PgBouncer that pools transactions. Connections need no password.
#[derive(Debug)]
pub struct PgBouncer {
    dir: PathBuf,
    program: PathBuf,
    user: Option<(u32, u32)>,
    /// The watcher stops it when this is closed, also by the death of the test process.
    running: Mutex<Option<(Child, ChildStdin)>>,
}

impl PgBouncer {
    /// One with so many server connections for each database and user, with lines of its configuration; `None` (and a
    /// counted skip) where it is not installed.
    ///
    /// It uses its server connections in turn, so that hardly two transactions of a client run on the same one.
    ///
    /// # Panics
    /// If the program is there but doesn't work.
    #[must_use]
    pub fn start(server: &Server, size: usize, settings: &[&str]) -> Option<Self> {
        let Some(program) = program() else {
            crate::skip::skip("NICOL_POSTGRES", "PgBouncer is not installed");
            return None;
        };
        let dir = tempfile::Builder::new().prefix("nicol-bouncer-").tempdir_in("/tmp").expect("a folder").keep();
        let mut text = format!(
            "[databases]\n* = host={server}\n[pgbouncer]\nunix_socket_dir = {dir}\nlisten_port = 5432\nauth_type = trust\n\
             auth_file = {dir}/users\nadmin_users = postgres\npool_mode = transaction\ndefault_pool_size = {size}\n\
             server_round_robin = 1\nmax_client_conn = 300\n",
            server = server.socket_dir().display(),
            dir = dir.display(),
        );
        for line in settings {
            text.push_str(line);
            text.push('\n');
        }
        fs::write(dir.join("settings.ini"), text).expect("the folder is ours");
        fs::write(dir.join("users"), "\"postgres\" \"\"\n").expect("the folder is ours");
        // It refuses to run as root.
        let user = find::other_user().map(|u| (u.uid, u.gid));
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid)).expect("the folder can be given away");
        }
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        let bouncer = Self { dir, program, user, running: Mutex::new(None) };
        bouncer.resume();
        Some(bouncer)
    }

    /// Starts it again after [`PgBouncer::stop`].
    ///
    /// # Panics
    /// If it does not come up.
    pub fn resume(&self) {
        // The watcher ends it when its standard input ends, and removes the folder unless told to keep it.
        let script = format!(
            "rm -f .s.PGSQL.*; '{program}' settings.ini >>log 2>&1 & pid=$!
             read -r order; kill -KILL $pid 2>/dev/null; wait $pid 2>/dev/null
             [ \"$order\" = keep ] || {{ cd /; rm -rf '{dir}'; }}",
            program = self.program.display(),
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
        let what = format!("PgBouncer is up (see {}/log)", self.dir.display());
        wait::until(&what, || UnixStream::connect(socket(&self.dir)).is_ok());
    }

    /// Ends it at once, with all of its connections.
    pub fn stop(&self) {
        if let Some((mut child, mut input)) = self.running.lock().expect("no test panicked here").take() {
            let _ = input.write_all(b"keep\n");
            drop(input);
            let _ = child.wait();
        }
    }

    /// The URL by which a database of [`Server::database`] is reached through here.
    #[must_use]
    pub fn url(&self, direct: &str) -> String {
        url_in(&self.dir, database_of(direct))
    }

    /// Says something to its console, and gives what `psql` prints of the answer: `SHOW POOLS`, `PAUSE`, …
    ///
    /// # Panics
    /// If it refuses.
    pub fn tell(&self, server: &Server, command: &str) -> String {
        server.psql_at(&self.dir, "pgbouncer", command).unwrap_or_else(|message| panic!("{command}: {message}"))
    }

    /// Its version: 1.21 and later know of prepared statements.
    ///
    /// # Panics
    /// If the program doesn't tell.
    #[must_use]
    pub fn version(&self) -> (u32, u32) {
        let output = Command::new(&self.program).arg("--version").output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text.split_whitespace().nth(1).unwrap_or_default().split('.').map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
            _ => panic!("no version: {text}"),
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        match self.running.lock().ok().and_then(|mut running| running.take()) {
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

/// Debian keeps it where only root's `PATH` looks.
fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(|dir| Path::new(dir).to_owned()));
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_before_a_server_and_leaves_nothing_behind() {
        let Some(server) = Server::shared() else { return };
        let Some(bouncer) = PgBouncer::start(server, 1, &[]) else { return };
        let url = server.database("bounced");
        let ask = || server.psql_at(&bouncer.dir, database_of(&url), "SELECT current_database()");
        assert_eq!(ask().as_deref().map(str::trim), Ok(database_of(&url)));
        assert!(bouncer.version() >= (1, 0));
        bouncer.stop();
        assert!(ask().is_err());
        bouncer.resume();
        assert!(bouncer.tell(server, "SHOW VERSION").contains("PgBouncer"));
        assert!(ask().is_ok());
        let dir = bouncer.dir.clone();
        drop(bouncer);
        assert!(!dir.exists());
    }
}
