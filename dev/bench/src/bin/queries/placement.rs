//! On which cores client and server run.

use std::fmt;
use std::fs;

use nicol_testkit::postgres::Server;
use rustix::io;
use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Holds for what is started after it: the runtime's threads, and the connections' processes on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Client and server on one and the same core: an answer is there as soon as the server lets go of it.
    OneCore,
    /// The client on one core, the server on another.
    TwoCores,
    /// Wherever the scheduler puts them, which may change within a round.
    Anywhere { threads: usize },
}

impl Placement {
    pub(crate) const fn all() -> [Self; 4] {
        [Self::OneCore, Self::TwoCores, Self::Anywhere { threads: 1 }, Self::Anywhere { threads: 2 }]
    }

    /// Worker threads of the client.
    pub(crate) const fn threads(self) -> usize {
        match self {
            Self::OneCore | Self::TwoCores => 1,
            Self::Anywhere { threads } => threads,
        }
    }

    /// Sees to it, for what is started from now on.
    pub(crate) fn take(self, server: &Server) -> Result<(), String> {
        let cores = available().map_err(|error| format!("the cores are not known: {error}"))?;
        let [first, .., last] = cores.as_slice() else { return Err("there is one core only".to_owned()) };
        let (first, last) = (std::slice::from_ref(first), std::slice::from_ref(last));
        let (client, postmaster) = match self {
            Self::OneCore => (first, first),
            Self::TwoCores => (first, last),
            Self::Anywhere { .. } => (cores.as_slice(), cores.as_slice()),
        };
        let main = Pid::from_raw(postmaster_of(server)?).ok_or("the server's process is not known")?;
        pin(None, client).and_then(|()| pin(Some(main), postmaster)).map_err(|error| format!("not allowed: {error}"))
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneCore => f.write_str("client and server on one core"),
            Self::TwoCores => f.write_str("on a core each"),
            Self::Anywhere { threads } => write!(f, "anywhere, {threads} worker thread(s)"),
        }
    }
}

/// The process that makes the others of a server: what it starts runs where it may run itself.
fn postmaster_of(server: &Server) -> Result<i32, String> {
    let path = server.socket_dir().join("data/postmaster.pid");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines().next().and_then(|line| line.trim().parse().ok()).ok_or_else(|| "no number of a process".to_owned())
}

/// The cores that this process was given when it started.
fn available() -> io::Result<Vec<usize>> {
    use std::sync::OnceLock;
    static CORES: OnceLock<Vec<usize>> = OnceLock::new();
    if let Some(known) = CORES.get() {
        return Ok(known.clone());
    }
    let set = sched_getaffinity(None)?;
    let cores = (0..CpuSet::MAX_CPU).filter(|&core| set.is_set(core)).collect();
    Ok(CORES.get_or_init(|| cores).clone())
}

fn pin(process: Option<Pid>, cores: &[usize]) -> io::Result<()> {
    let mut set = CpuSet::new();
    cores.iter().for_each(|&core| set.set(core));
    sched_setaffinity(process, &set)
}
