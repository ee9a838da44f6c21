//! Where configuration files are looked for.

use std::path::PathBuf;

/// What a configuration file may end in.
pub(crate) const EXTENSIONS: [&str; 6] = ["js", "ts", "mjs", "cjs", "mts", "cts"];

/// The paths that may hold the configuration, relative to the working directory, in the order in which they count: that
/// of Prisma 7.10's `loadConfigFromFile`. Prisma 6 knows those without `7`.
pub(crate) fn candidates() -> impl Iterator<Item = PathBuf> {
    let newer = ["prisma7.config.", ".config/prisma7."];
    let older = ["prisma.config", ".config/prisma", ".config/prisma.config"]
        .into_iter()
        .flat_map(|stem| [format!("{stem}."), format!("{stem}/index.")]);
    newer
        .into_iter()
        .map(str::to_owned)
        .chain(older)
        .flat_map(|stem| EXTENSIONS.map(|extension| PathBuf::from(format!("{stem}{extension}"))))
}

#[cfg(test)]
mod tests {
    use super::candidates;

    fn position(path: &str) -> usize {
        candidates().position(|p| p.to_str() == Some(path)).unwrap_or_else(|| panic!("{path} isn't looked for"))
    }

    #[test]
    fn files_are_looked_for_in_prismas_order() {
        let order = [
            "prisma7.config.js",
            "prisma7.config.ts",
            "prisma7.config.cts",
            ".config/prisma7.ts",
            "prisma.config.js",
            "prisma.config.ts",
            "prisma.config.mjs",
            "prisma.config/index.js",
            ".config/prisma.ts",
            ".config/prisma/index.mts",
            ".config/prisma.config.ts",
            ".config/prisma.config/index.ts",
        ];
        let positions: Vec<usize> = order.iter().map(|p| position(p)).collect();
        assert!(positions.is_sorted(), "{positions:?}");
        assert!(candidates().all(|p| !p.to_string_lossy().ends_with("json")));
    }
}
