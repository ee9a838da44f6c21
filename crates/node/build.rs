fn main() {
    napi_build::setup();
    // Node.js closes an addon's library when the last worker that uses it ends, while threads of ours may still be ending.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
