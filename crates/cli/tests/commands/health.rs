//! `nicol health` while a server comes up, and while none does.

use std::os::unix::net::UnixListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use nicol_testkit::postgres::Server;
use nicol_testkit::wait::FOREVER;

use crate::support::{Project, text};

#[test]
fn a_server_that_comes_up_is_waited_for() {
    let Some(server) = Server::start(&[]) else { return };
    server.stop();
    // In its place stands somebody who hangs up, and tells that it was tried.
    let socket = server.socket_dir().join(".s.PGSQL.5432");
    let _ = std::fs::remove_file(&socket);
    let rude = UnixListener::bind(&socket).expect("a socket");
    let project = Project::empty();
    let url = server.url("postgres");
    let mut command = project.command(&["health", "--timeout", "180", "--url", &url, "--json"]);
    let mut waiting = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(rude.accept().expect("a first try"));
    drop(rude);
    std::fs::remove_file(&socket).expect("the socket is ours");
    assert!(waiting.try_wait().expect("it is ours").is_none(), "it did not wait");
    server.resume();
    let output = waiting.wait_with_output().expect("it ends");
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("\"ok\":true") && !said.contains("\"attempts\":1,"), "{said}");
    assert!(said.contains("\"serverVersion\":\"1") && said.contains("\"pool\":{\"limit\":"), "{said}");
}

#[test]
fn the_time_limit_holds() {
    let project = Project::empty();
    let start = Instant::now();
    let output = project.run(&["health", "--timeout", "1", "--url", "postgresql://ann@localhost:1/app"]);
    let time = start.elapsed();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("P1001"), "{}", text(&output));
    assert!(time > Duration::from_millis(300), "it did not try again: {time:?}");
    assert!(time < FOREVER, "{time:?}");
}
