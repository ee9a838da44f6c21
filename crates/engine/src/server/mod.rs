//! A PostgreSQL server of one's own: data in a folder, reached by a unix socket only, run by programs found on the machine.

pub mod find;

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use find::OtherUser;

/// A socket's path has to fit into 107 bytes, with its file name.
const MAX_SOCKET_DIR_BYTES: usize = 107 - "/.s.PGSQL.5432.lock".len();

/// A private server, stopped or running. It goes on when this value is dropped: [`PrivateServer::stop`] ends it.
#[derive(Debug)]
pub struct PrivateServer {
    programs: PathBuf,
    /// Holds `data`, `server.log` and the socket.
    dir: PathBuf,
    user: Option<OtherUser>,
}

impl PrivateServer {
    /// Makes a new cluster in `dir`, which is made. Where the server's user can't reach that folder (root's home), a
    /// folder below `/var/tmp` is taken instead: see [`PrivateServer::dir`].
    ///
    /// # Errors
    /// No server programs on this machine; a program fails.
    pub fn create(dir: &Path) -> Result<Self> {
        let programs = find::programs().ok_or(Error::NoServerPrograms { variable: find::VARIABLE })?;
        let user = find::other_user();
        let dir = usable(dir, user.as_ref())?;
        let server = Self { programs, dir, user };
        server.close_off()?;
        let args = ["-D", "data", "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--no-sync"];
        server.run("initdb", &args.map(str::to_owned))?;
        Ok(server)
    }

    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    /// It does not start; its log is in the folder.
    pub fn start(&self) -> Result<()> {
        self.close_off()?;
        self.run("pg_ctl", &self.start_args())
    }

    /// Stops it; its data stay.
    ///
    /// # Errors
    /// It does not stop.
    pub fn stop(&self) -> Result<()> {
        let args = ["-D", "data", "-m", "fast", "-w", "-s", "stop"].map(str::to_owned);
        self.run("pg_ctl", &args)
    }

    /// The folder with its data, log and socket.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The URL of a database on it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let mut host = String::new();
        for byte in self.dir.as_os_str().as_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => host.push((*byte).into()),
                _ => host.push_str(&format!("%{byte:02X}")),
            }
        }
        format!("postgresql://postgres@localhost/{database}?host={host}")
    }

    /// The server trusts whoever reaches its socket: nobody but its user, which we are or become, may.
    fn close_off(&self) -> Result<()> {
        let owner_only = fs::Permissions::from_mode(0o700);
        fs::set_permissions(&self.dir, owner_only).map_err(|e| Error::file("close to other users", &self.dir, e))
    }

    /// What to type in a shell to start it again, or to stop it.
    #[must_use]
    pub fn shell_command(&self, is_start: bool) -> String {
        let mut args = if is_start { self.start_args() } else { vec!["-D".into(), "data".into(), "stop".into()] };
        for path in args.iter_mut().filter(|a| *a == "data" || *a == "server.log") {
            *path = self.dir.join(&*path).display().to_string();
        }
        let args: Vec<_> = args.iter().map(|arg| quoted(arg)).collect();
        let command = format!("{} {}", quoted(&self.programs.join("pg_ctl").display().to_string()), args.join(" "));
        match &self.user {
            Some(user) => format!("runuser -u {} -- {command}", user.name),
            None => command,
        }
    }

    fn start_args(&self) -> Vec<String> {
        // pg_ctl has a shell read them.
        // The URL names no port.
        let options = format!("-k {} -p 5432 -c listen_addresses=", quoted(&self.dir.display().to_string()));
        ["-D", "data", "-l", "server.log", "-w", "-s", "-o", &options, "start"].map(str::to_owned).to_vec()
    }

    fn run(&self, program: &str, args: &[String]) -> Result<()> {
        let path = self.programs.join(program);
        let mut command = Command::new(&path);
        // A path of our own may be closed to the other user, so the locale and home of ours are of no use to it.
        command.args(args).current_dir(&self.dir).env("LC_ALL", "C");
        // PGPORT, PGDATA and their like are about another server.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        if let Some(user) = &self.user {
            command.uid(user.uid).gid(user.gid).env("HOME", &self.dir);
        }
        // pg_ctl's server inherits what it is given; a pipe would stay open as long as the server runs.
        let log = fs::File::create(self.dir.join("command.log")).map_err(|e| Error::file("write", &self.dir, e))?;
        let copy = log.try_clone().map_err(|e| Error::file("write", &self.dir, e))?;
        let status = command.stdout(log).stderr(copy).status().map_err(|e| Error::file("run", &path, e))?;
        if status.success() {
            return Ok(());
        }
        let said = fs::read_to_string(self.dir.join("command.log")).unwrap_or_default();
        let log = fs::read_to_string(self.dir.join("server.log")).unwrap_or_default();
        let last: Vec<_> = said.lines().chain(log.lines()).collect();
        Err(Error::ServerProgram {
            program: program.to_owned(),
            dir: self.dir.clone(),
            said: last[last.len().saturating_sub(6)..].join("\n"),
        })
    }
}

/// A word, written so that a shell reads it as one.
#[must_use]
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.=:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The folder itself if its path is short enough for a socket and open to the server's user, else one of `/var/tmp`.
fn usable(dir: &Path, user: Option<&OtherUser>) -> Result<PathBuf> {
    fs::create_dir_all(dir).map_err(|e| Error::file("make", dir, e))?;
    let wanted = dir.canonicalize().map_err(|e| Error::file("find", dir, e))?;
    let is_short = wanted.as_os_str().len() <= MAX_SOCKET_DIR_BYTES;
    let is_open = |dir: &Path| {
        let open = |p: &Path| fs::metadata(p).is_ok_and(|m| m.permissions().mode() & 0o001 != 0);
        user.is_none() || dir.ancestors().skip(1).all(open)
    };
    // pg_ctl puts paths between double quotes, for a shell.
    let is_quotable = !wanted.to_string_lossy().contains(['"', '$', '`', '\\']);
    let chosen = if is_short && is_quotable && is_open(&wanted) {
        wanted
    } else {
        let made = tempfile::Builder::new().prefix("nicol-postgres-").tempdir_in("/var/tmp");
        made.map_err(|e| Error::file("make a folder in", Path::new("/var/tmp"), e))?.keep()
    };
    if let Some(user) = user {
        chown(&chosen, Some(user.uid), Some(user.gid)).map_err(|e| Error::file("give away", &chosen, e))?;
    }
    Ok(chosen)
}
