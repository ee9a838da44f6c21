use std::ffi::OsString;
use std::fmt;

use super::{Binding, Host, PostgresUrl, SslAccept, SslMode};

/// A connection as PostgreSQL's own programs (`pg_dump`, `psql`) are told of it: by variables of their environment, so that
/// no password stands on a command line.
#[derive(Clone, PartialEq, Eq)]
pub struct LibpqVariables {
    /// To be set.
    pub set: Vec<(&'static str, OsString)>,
    /// To be taken out: what the surroundings say must not lead to another database.
    pub remove: &'static [&'static str],
}

/// Every variable that has a say in where libpq connects and how; those of passwords last.
const VARIABLES: [&str; 27] = [
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGDATABASE",
    "PGUSER",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGOPTIONS",
    "PGAPPNAME",
    "PGSSLMODE",
    "PGREQUIRESSL",
    "PGSSLCERT",
    "PGSSLKEY",
    "PGSSLROOTCERT",
    "PGSSLCRL",
    "PGSSLCRLDIR",
    "PGSSLNEGOTIATION",
    "PGREQUIREPEER",
    "PGREQUIREAUTH",
    "PGCHANNELBINDING",
    "PGCONNECT_TIMEOUT",
    "PGTARGETSESSIONATTRS",
    "PGLOADBALANCEHOSTS",
    "PGCLIENTENCODING",
    "PGTZ",
    "PGPASSFILE",
    "PGPASSWORD",
];
const OF_PASSWORDS: usize = 2;

impl PostgresUrl {
    /// The connection for PostgreSQL's own programs. Without a password in the URL those of the surroundings stay.
    #[must_use]
    pub fn libpq_variables(&self) -> LibpqVariables {
        let mut set: Vec<(&'static str, OsString)> = vec![
            (
                "PGHOST",
                match &self.host {
                    Host::Tcp(name) => name.into(),
                    Host::Socket(folder) => folder.into(),
                },
            ),
            ("PGPORT", self.port.to_string().into()),
            ("PGUSER", (&self.user).into()),
            ("PGDATABASE", (&self.database).into()),
            ("PGAPPNAME", self.application_name.as_deref().unwrap_or("nicol").into()),
            ("PGSSLMODE", ssl_mode(self.ssl_mode, self.ssl_accept).into()),
            ("PGCLIENTENCODING", "UTF8".into()),
        ];
        if let Some(password) = &self.password {
            set.push(("PGPASSWORD", password.into()));
        }
        if let Some(time) = self.connect_timeout {
            // Less than two seconds are two to libpq.
            set.push(("PGCONNECT_TIMEOUT", time.as_secs().max(2).to_string().into()));
        }
        set.extend(self.options.iter().map(|options| ("PGOPTIONS", options.into())));
        set.extend(self.ssl_certificate.iter().map(|file| ("PGSSLROOTCERT", file.into())));
        if let Some(file) = &self.ssl_identity {
            set.push(("PGSSLCERT", file.into()));
            set.push(("PGSSLKEY", file.into()));
        }
        match self.channel_binding {
            Binding::Prefer => {}
            Binding::Disable => set.push(("PGCHANNELBINDING", "disable".into())),
            Binding::Require => set.push(("PGCHANNELBINDING", "require".into())),
        }
        let kept = if self.password.is_some() { 0 } else { OF_PASSWORDS };
        LibpqVariables { set, remove: &VARIABLES[..VARIABLES.len() - kept] }
    }
}

/// Without the password.
impl fmt::Debug for LibpqVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.set.iter().filter(|(name, _)| *name != "PGPASSWORD");
        f.debug_map().entries(shown.map(|(name, value)| (name, value))).finish()
    }
}

/// `prefer` would not look at certificates: who wants them looked at wants TLS.
const fn ssl_mode(mode: SslMode, accept: SslAccept) -> &'static str {
    match (mode, accept) {
        (SslMode::Disable, _) => "disable",
        (_, SslAccept::Strict) => "verify-full",
        (_, SslAccept::Authority) => "verify-ca",
        (SslMode::Prefer, SslAccept::Any) => "prefer",
        (SslMode::Require, SslAccept::Any) => "require",
    }
}
