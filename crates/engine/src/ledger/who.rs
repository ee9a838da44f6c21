/// Who works, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The user of the operating system, or who started the job of a CI service.
    pub actor: String,
    pub host: String,
    /// Nicol's version.
    pub tool_version: String,
}

impl Who {
    /// As far as the environment tells.
    #[must_use]
    pub fn here() -> Self {
        let first = |names: &[&str]| {
            names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.trim().is_empty())
        };
        let actor = first(&["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR"])
            .or_else(|| first(&["USER", "LOGNAME", "USERNAME"]))
            .unwrap_or_else(user);
        Self { actor, host: host(first), tool_version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// Without a name: services and containers often have none.
#[cfg(unix)]
fn user() -> String {
    match rustix::process::geteuid() {
        uid if uid.is_root() => "root".to_owned(),
        uid => format!("uid {}", uid.as_raw()),
    }
}

#[cfg(not(unix))]
fn user() -> String {
    "unknown".to_owned()
}

#[cfg(unix)]
fn host(first: impl Fn(&[&str]) -> Option<String>) -> String {
    let named = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if named.is_empty() { first(&["HOSTNAME"]).unwrap_or_default() } else { named }
}

#[cfg(not(unix))]
fn host(first: impl Fn(&[&str]) -> Option<String>) -> String {
    first(&["COMPUTERNAME", "HOSTNAME"]).unwrap_or_default()
}
