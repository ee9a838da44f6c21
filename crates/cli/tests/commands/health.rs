//! `nicol health` while a server comes up, and while none does.

use std::process::Stdio;
use std::time::{Duration, Instant};

use nicol_testkit::postgres::Server;

use crate::support::{Project, text};

#[test]
fn a_server_that_comes_up_is_waited_for() {
    let Some(server) = Server::start(&[]) else { return };
    server.stop();
    let project = Project::empty();
    let url = server.url("postgres");
    let mut command = project.command(&["health", "--timeout", "30", "--url", &url, "--json"]);
    let mut waiting = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_millis(400));
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
    assert!(time < Duration::from_secs(10), "{time:?}");
}
