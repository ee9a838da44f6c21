//! Ctrl-C: whatever a generator does, it is gone when the command is.
#![cfg(unix)]

use std::io::Read;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, block};

/// Starts the command, waits for a file, sends SIGINT to the command alone, and says how it ended and how long that took.
fn interrupt(project: &Project, arguments: &[&str], after: &str) -> (Option<i32>, String, Duration) {
    let mut child =
        project.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let path = project.path().join(after);
    let begun = Instant::now();
    while !path.exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{after} does not appear");
        std::thread::sleep(Duration::from_millis(5));
    }
    let start = Instant::now();
    signal(&child);
    let mut stderr = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
    let status = child.wait().expect("it ends");
    (status.code(), stderr, start.elapsed())
}

fn signal(child: &Child) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it is there");
}

/// Whether the process whose number is in a file runs. One that has ended may be listed until somebody asks about it.
fn is_alive(project: &Project, file: &str) -> bool {
    let id: i32 = project.read(file).trim().parse().expect("a number");
    let is_there = rustix::process::Pid::from_raw(id).is_some_and(|id| rustix::process::test_kill_process(id).is_ok());
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    is_there && !state.contains(") Z ")
}

#[test]
fn a_generator_that_hangs_is_ended() {
    for (name, manifest, generate) in
        [("manifest", "echo $$ > pid; sleep 600", ""), ("generate", "", "echo $$ > pid; sleep 600")]
    {
        let project = Project::new(&block(name, manifest, generate));
        let (status, stderr, time) = interrupt(&project, &[], "pid");
        assert_eq!(status, Some(130), "{stderr}");
        assert!(time < Duration::from_secs(10), "{time:?}");
        assert!(!is_alive(&project, "pid"), "{name}");
    }
}

#[test]
fn a_generator_that_does_not_read_is_ended_too() {
    // The request is larger than any pipe's buffer.
    let fields: String = (0..2000).map(|i| format!("  field{i} String\n")).collect();
    let project = Project::new("generator a {\n  provider = \"sh deaf\"\n}\n");
    let schema = project.read("schema.prisma").replace("id Int @id\n", &format!("id Int @id\n{fields}"));
    project.write("schema.prisma", &schema);
    project.write(
        "deaf",
        "read -r line\nprintf '{\"jsonrpc\":\"2.0\",\"result\":{\"manifest\":{\"defaultOutput\":\"x\"}},\"id\":1}\\n' >&2\n\
         echo $$ > pid\nsleep 600\n",
    );
    let (status, stderr, time) = interrupt(&project, &[], "pid");
    assert_eq!(status, Some(130), "{stderr}");
    assert!(time < Duration::from_secs(10), "{time:?}");
    assert!(!is_alive(&project, "pid"));
}

#[test]
fn a_generator_that_ignores_the_signal_is_killed() {
    let stubborn = "trap \"\" INT TERM; echo $$ > pid; while true; do sleep 1; done";
    let project = Project::new(&(block("a", "", stubborn) + &block("b", "echo $$ > other", "")));
    let (status, stderr, time) = interrupt(&project, &[], "pid");
    assert_eq!(status, Some(130), "{stderr}");
    assert!(time < Duration::from_secs(15), "{time:?}");
    assert!(!is_alive(&project, "pid") && !is_alive(&project, "other"));
}

#[test]
fn watching_goes_on_after_failures_and_ends_with_ctrl_c() {
    let project = Project::new(&block("a", "", "grep -c ^model schema.prisma > seen"));
    let mut child =
        project.command(&["--watch"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    let wait_for = |text: &str| {
        let begun = Instant::now();
        while project.read("seen") != text {
            assert!(begun.elapsed() < Duration::from_secs(60), "`seen` is {:?}", project.read("seen"));
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    wait_for("1\n");
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &format!("{schema}\nmodel Broken {{"));
    std::thread::sleep(Duration::from_millis(600));
    project.write("schema.prisma", &format!("{schema}\nmodel Post {{\n  id Int @id\n}}\n"));
    wait_for("2\n");
    signal(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}
