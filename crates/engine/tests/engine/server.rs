//! Private servers.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use nicol_driver::DatabaseUrl;
use nicol_driver::admin::{Connection, create_database};
use nicol_engine::server::{PrivateServer, find};

use crate::support::run;

#[test]
fn a_server_in_any_folder_is_closed_to_other_users() {
    if find::programs().is_none() {
        return nicol_testkit::skip::skip("NICOL_POSTGRES", "no PostgreSQL server binaries are installed");
    }
    // Open above, so that the server's user gets to it.
    let parent =
        tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir_in("/tmp").expect("a folder");
    let dir = parent.path().join("my dir & it's 100%");
    let server = PrivateServer::create(&dir).expect("it is made");
    assert_eq!(server.dir(), dir.canonicalize().expect("it is there"));
    server.start().expect("it starts");
    let mode = || fs::metadata(server.dir()).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(), 0o700, "nobody else reaches the socket");
    let asked = run(async {
        let url = DatabaseUrl::parse(&server.url("app"), None).expect("a valid URL");
        create_database(&url).await?;
        Connection::connect(&url).await?.query_text("SELECT 1").await
    });
    let line = server.shell_command(false);
    let stopped = std::process::Command::new("sh").args(["-c", &line]).output().expect("sh runs");
    assert_eq!(asked.expect("it answers").rows, [[Some("1".to_owned())]]);
    assert!(stopped.status.success(), "{line}: {stopped:?}");
    assert!(!server.dir().join("data/postmaster.pid").exists());
    let line = server.shell_command(true);
    let started = std::process::Command::new("sh").args(["-c", &format!("({line}) > /dev/null 2>&1")]).status();
    let stopped = server.stop();
    assert!(started.expect("sh runs").success(), "{line}");
    stopped.expect("it stops");
}
