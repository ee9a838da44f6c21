//! Tests that can't run here.

use std::fs::OpenOptions;
use std::io::Write;

/// Says that a test is skipped. With the variable `required_by` set to `required` it panics instead, so that CI
/// can't be green by skipping. Skips are counted in the file that `NICOL_SKIP_LOG` names.
pub fn skip(required_by: &str, reason: &str) {
    assert!(
        std::env::var(required_by).as_deref() != Ok("required"),
        "{required_by}=required, but the test can't run: {reason}"
    );
    let test = std::thread::current().name().unwrap_or("test").to_owned();
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(log) = std::env::var_os("NICOL_SKIP_LOG")
        && let Ok(mut file) = OpenOptions::new().append(true).create(true).open(log)
    {
        let _ = writeln!(file, "{test}: {reason}");
    }
}
