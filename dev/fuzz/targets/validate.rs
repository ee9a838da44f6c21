#![no_main]

#[allow(dead_code, reason = "each target checks one thing")]
#[path = "../../../crates/schema/tests/properties/checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The edge refuses what is no UTF-8; here its broken characters are replaced, so that no input is lost.
    checks::validation(&String::from_utf8_lossy(bytes));
});
