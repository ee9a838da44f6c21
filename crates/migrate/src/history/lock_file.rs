/// The text of `migration_lock.toml` for a provider.
#[must_use]
pub fn lock_file(provider: &str) -> String {
    format!(
        "# Written by the migration tool: do not edit it by hand.\n\
         # Keep it under version control, beside the migrations.\n\
         provider = \"{provider}\"\n"
    )
}

/// The provider that a `migration_lock.toml` names.
#[must_use]
pub fn lock_provider(text: &str) -> Option<String> {
    let line = text
        .lines()
        .map(str::trim)
        .find(|l| l.strip_prefix("provider").is_some_and(|r| r.trim_start().starts_with('=')))?;
    let value = line.split_once('=')?.1.trim();
    let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    value[1..].split_once(quote).map(|(provider, _)| provider.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_names_its_provider() {
        assert_eq!(lock_provider(&lock_file("sqlite")).as_deref(), Some("sqlite"));
        assert_eq!(lock_provider("provider='postgresql' # ours\r\n").as_deref(), Some("postgresql"));
        assert_eq!(lock_provider("# provider = \"sqlite\"\n"), None);
        assert_eq!(lock_provider("provider = sqlite"), None);
    }
}
