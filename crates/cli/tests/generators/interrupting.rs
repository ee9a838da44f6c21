//! Ctrl-C: whatever a generator does, it is gone when the command is.
#![cfg(unix)]

use std::io::Read;
use std::process::{Child, Stdio};

use nicol_testkit::wait::until;

use crate::project::{Project, block};

/// Starts the command, waits for a file, sends SIGINT to the command alone, and says how it ended.
fn interrupt(project: &Project, arguments: &[&str], after: &str) -> (Option<i32>, String) {
    let mut child =
        project.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let path = project.path().join(after);
    // The shell makes a file before it writes.
    until(&format!("{after} appears"), || std::fs::metadata(&path).is_ok_and(|file| file.len() > 0));
    signal(&child);
    let mut stderr = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
    let status = child.wait().expect("it ends");
    (status.code(), stderr)
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
        [("manifest", "echo $$ > pid; sleep 300", ""), ("generate", "", "echo $$ > pid; sleep 300")]
    {
        let project = Project::new(&block(name, manifest, generate));
        let (status, stderr) = interrupt(&project, &[], "pid");
        assert_eq!(status, Some(130), "{stderr}");
        until(&format!("{name} is gone"), || !is_alive(&project, "pid"));
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
         echo $$ > pid\nsleep 300\n",
    );
    let (status, stderr) = interrupt(&project, &[], "pid");
    assert_eq!(status, Some(130), "{stderr}");
    until("it is gone", || !is_alive(&project, "pid"));
}

#[test]
fn a_generator_that_ignores_the_signal_is_killed() {
    let stubborn = "trap \"\" INT TERM; echo $$ > pid; i=0; while [ $i -lt 300 ]; do sleep 1; i=$((i + 1)); done";
    let project = Project::new(&(block("a", "", stubborn) + &block("b", "echo $$ > other", "")));
    let (status, stderr) = interrupt(&project, &[], "pid");
    assert_eq!(status, Some(130), "{stderr}");
    for file in ["pid", "other"] {
        until("it is gone", || !is_alive(&project, file));
    }
}

#[test]
fn watching_goes_on_after_failures_and_ends_with_ctrl_c() {
    let project = Project::new(&block("a", "", "grep -c ^model schema.prisma > seen"));
    let said = std::fs::File::create(project.path().join("said")).expect("a file");
    let mut watch = project.command(&["--watch"]);
    let mut child = watch.stdout(Stdio::null()).stderr(said).spawn().expect("the command starts");
    let wait_for = |text: &str| {
        until(&format!("`seen` is {text:?}"), || project.read("seen") == text);
    };
    wait_for("1\n");
    let schema = project.read("schema.prisma");
    project.write("schema.prisma", &format!("{schema}\nmodel Broken {{"));
    until("the failure is told", || project.read("said").contains("error"));
    project.write("schema.prisma", &format!("{schema}\nmodel Post {{\n  id Int @id\n}}\n"));
    wait_for("2\n");
    signal(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}
