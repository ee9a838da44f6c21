//! The name of this machine's platform in Prisma's list of binary targets, as its package `get-platform` finds it.

use std::fs;
use std::path::Path;

use nicol_codegen::generator::{BinaryTarget, EnvValue};
use nicol_schema::ir;

use crate::config::environment::Environment;
use crate::error::CommandError;

/// What the name depends on.
#[derive(Debug, Clone, Copy)]
struct Machine<'a> {
    system: &'a str,
    /// As Rust names it.
    architecture: &'a str,
    /// Of the kernel, as `14.1-RELEASE`.
    release: &'a str,
    /// The text of `/etc/os-release`.
    os_release: &'a str,
    /// OpenSSL's version as `3.0.x`.
    openssl: Option<&'a str>,
}

/// A Linux distribution, as far as engines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distribution {
    Alpine,
    Raspbian,
    NixOs,
    Debian,
    Arch,
    RedHat,
    Other,
}

/// The version that Prisma assumes where it finds none.
const ASSUMED_OPENSSL: &str = "1.1.x";

/// The binary targets of a block: `native` is this machine's platform, and so is nothing. A variable holds one, or a JSON
/// list of them.
pub(super) fn targets(
    block: &ir::Generator,
    platform: &str,
    environment: &Environment,
) -> Result<Vec<BinaryTarget>, CommandError> {
    let native = || BinaryTarget { value: EnvValue::Written(platform.to_owned()), is_native: true };
    let named = |name: String| match name.as_str() {
        "native" => native(),
        _ => BinaryTarget { value: EnvValue::Written(name), is_native: false },
    };
    let mut targets = Vec::new();
    for written in &block.binary_targets {
        match written {
            ir::StringOrEnv::Literal(name) => targets.push(named(name.clone())),
            ir::StringOrEnv::Env(variable) => {
                let Some(value) = environment.get(variable) else {
                    return Err(CommandError::config(format!(
                        "`binaryTargets` of the generator `{}` is the variable {variable}, which is not set",
                        block.name
                    )));
                };
                // Prisma wants JSON there; a bare name can only mean itself.
                match serde_json::from_str(value) {
                    Ok(serde_json::Value::Array(list)) => {
                        targets.extend(list.iter().filter_map(|v| v.as_str()).map(|name| named(name.to_owned())));
                    }
                    Ok(serde_json::Value::String(name)) => targets.push(named(name)),
                    _ => targets.push(named(value.to_owned())),
                }
            }
        }
    }
    if targets.is_empty() {
        targets.push(native());
    }
    Ok(targets)
}

/// The binary target of this machine.
pub(super) fn binary_target() -> String {
    let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let architecture = std::env::consts::ARCH;
    let openssl = find_openssl(&openssl_folders(Distribution::of(&os_release), architecture));
    let system = std::env::consts::OS;
    Machine { system, architecture, release: &release(), os_release: &os_release, openssl: openssl.as_deref() }.name()
}

#[cfg(unix)]
fn release() -> String {
    rustix::system::uname().release().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn release() -> String {
    String::new()
}

impl Machine<'_> {
    fn name(self) -> String {
        let openssl = self.openssl.unwrap_or(ASSUMED_OPENSSL);
        match self.system {
            "macos" if self.architecture == "aarch64" => return "darwin-arm64".to_owned(),
            "macos" => return "darwin".to_owned(),
            "windows" | "openbsd" | "netbsd" => return self.system.to_owned(),
            "freebsd" => return format!("freebsd{}", self.release.split('.').next().unwrap_or_default()),
            _ => {}
        }
        let distribution = Distribution::of(self.os_release);
        let is_alpine = distribution == Distribution::Alpine;
        match self.architecture {
            _ if distribution == Distribution::NixOs => "linux-nixos".to_owned(),
            "aarch64" if is_alpine => format!("linux-musl-arm64-openssl-{openssl}"),
            "aarch64" => format!("linux-arm64-openssl-{openssl}"),
            "arm" => format!("linux-arm-openssl-{openssl}"),
            // Builds for Alpine with OpenSSL 1 have no version in their name.
            _ if is_alpine => match self.openssl {
                Some(version) if !version.starts_with("1.") => format!("linux-musl-openssl-{version}"),
                _ => "linux-musl".to_owned(),
            },
            _ => {
                let family = match distribution {
                    Distribution::RedHat => "rhel",
                    Distribution::Raspbian => "arm",
                    _ => "debian",
                };
                format!("{family}-openssl-{openssl}")
            }
        }
    }
}

impl Distribution {
    fn of(os_release: &str) -> Self {
        let value = |key: &str| {
            os_release
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .map(|value| value.trim().trim_matches('"').to_ascii_lowercase())
                .unwrap_or_default()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        match id.as_str() {
            "alpine" => Self::Alpine,
            "raspbian" => Self::Raspbian,
            "nixos" => Self::NixOs,
            "debian" | "ubuntu" => Self::Debian,
            "rhel" | "centos" | "fedora" => Self::RedHat,
            _ if like.contains("debian") || like.contains("ubuntu") => Self::Debian,
            "arch" => Self::Arch,
            _ if like.contains("arch") => Self::Arch,
            _ if ["centos", "fedora", "rhel", "suse"].iter().any(|name| like.contains(name)) => Self::RedHat,
            _ => Self::Other,
        }
    }
}

/// Where OpenSSL's library lies: the distribution's own places, then those of all.
fn openssl_folders(distribution: Distribution, architecture: &str) -> Vec<String> {
    let mut folders = match distribution {
        Distribution::Alpine => vec!["/lib".to_owned(), "/usr/lib".to_owned()],
        Distribution::Debian | Distribution::Raspbian => {
            vec![format!("/usr/lib/{architecture}-linux-gnu"), format!("/lib/{architecture}-linux-gnu")]
        }
        Distribution::RedHat => vec!["/lib64".to_owned(), "/usr/lib64".to_owned()],
        _ => Vec::new(),
    };
    folders.extend(["/lib64", "/usr/lib64", "/lib", "/usr/lib"].map(str::to_owned));
    folders
}

fn find_openssl(folders: &[String]) -> Option<String> {
    folders.iter().find_map(|folder| {
        let names = fs::read_dir(Path::new(folder)).ok()?.flatten().map(|entry| entry.file_name());
        names.filter_map(|name| openssl_version(name.to_str()?)).min()
    })
}

/// The version in the name of a library, as far as engines differ: `libssl.so.3` is `3.0.x`, `libssl.so.1.1` is `1.1.x`.
fn openssl_version(file_name: &str) -> Option<String> {
    let version = file_name.strip_prefix("libssl.so.")?;
    match version.split('.').collect::<Vec<_>>().as_slice() {
        ["1", minor @ ("0" | "1"), ..] => Some(format!("1.{minor}.x")),
        ["3", ..] => Some("3.0.x".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Machine, openssl_version};

    #[test]
    fn names_are_those_of_prisma() {
        let name = |architecture, os_release, openssl| {
            Machine { system: "linux", architecture, release: "6.1", os_release, openssl }.name()
        };
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n";
        let rocky = "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n";
        assert_eq!(name("x86_64", debian, Some("3.0.x")), "debian-openssl-3.0.x");
        assert_eq!(name("x86_64", debian, None), "debian-openssl-1.1.x");
        assert_eq!(name("x86_64", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"", Some("1.1.x")), "debian-openssl-1.1.x");
        assert_eq!(name("x86_64", rocky, Some("3.0.x")), "rhel-openssl-3.0.x");
        assert_eq!(name("x86_64", "ID=arch", Some("3.0.x")), "debian-openssl-3.0.x");
        assert_eq!(name("x86_64", "", Some("3.0.x")), "debian-openssl-3.0.x");
        assert_eq!(name("aarch64", debian, Some("3.0.x")), "linux-arm64-openssl-3.0.x");
        assert_eq!(name("x86_64", "ID=alpine", Some("3.0.x")), "linux-musl-openssl-3.0.x");
        assert_eq!(name("x86_64", "ID=alpine", Some("1.1.x")), "linux-musl");
        assert_eq!(name("aarch64", "ID=alpine", Some("3.0.x")), "linux-musl-arm64-openssl-3.0.x");
        assert_eq!(name("x86_64", "ID=nixos", None), "linux-nixos");
        let other = |system, architecture, release| {
            Machine { system, architecture, release, os_release: "", openssl: None }.name()
        };
        assert_eq!(other("macos", "aarch64", "24.1"), "darwin-arm64");
        assert_eq!(other("macos", "x86_64", "24.1"), "darwin");
        assert_eq!(other("freebsd", "x86_64", "14.1-RELEASE"), "freebsd14");
    }

    #[test]
    fn libraries_say_their_version() {
        assert_eq!(openssl_version("libssl.so.3").as_deref(), Some("3.0.x"));
        assert_eq!(openssl_version("libssl.so.3.4.0").as_deref(), Some("3.0.x"));
        assert_eq!(openssl_version("libssl.so.1.1").as_deref(), Some("1.1.x"));
        assert_eq!(openssl_version("libssl.so.0.9.8"), None);
        assert_eq!(openssl_version("libssl3.so"), None);
        assert_eq!(openssl_version("libssl.so"), None);
    }
}
