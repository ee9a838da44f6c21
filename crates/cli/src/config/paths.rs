//! Paths by their text alone.

use std::path::{Component, Path, PathBuf};

/// Takes `.` and `..` out of a path, by its text alone.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::normalise;

    #[test]
    fn dots_leave_a_path() {
        assert_eq!(normalise(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normalise(Path::new("a/../..")), Path::new(".."));
        assert_eq!(normalise(Path::new("./a/..")), Path::new("."));
        assert_eq!(normalise(Path::new("/..")), Path::new("/"));
    }
}
