//! A generator's process: requests to its standard input, answers from its standard error.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use nicol_codegen::generator::{self, Answer, Line};

use super::children::{self, Children, GRACE, PACE, Signal};
use crate::output;

/// What a process is started with.
pub(super) struct Start<'a> {
    /// A line for the shell.
    pub(super) command: &'a str,
    pub(super) working_directory: &'a Path,
    /// Beyond the environment of this process.
    pub(super) variables: &'a [(&'a str, &'a OsStr)],
}

/// A generator that runs.
pub(super) struct Process<'c> {
    children: &'c Children,
    child: Child,
    group: u32,
    input: Option<ChildStdin>,
    lines: Receiver<Said>,
    /// When nothing more was wanted from it.
    released: Option<Instant>,
}

/// What the thread at a process's standard error hands on.
enum Said {
    Answer(u64, Answer),
    /// The last lines for people, once there are no more.
    End,
}

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    Ended(ExitStatus),
    Interrupted,
    Io(io::Error),
}

impl<'c> Process<'c> {
    pub(super) fn start(children: &'c Children, start: &Start<'_>) -> io::Result<Self> {
        let mut command = shell(start.command);
        command
            .current_dir(start.working_directory)
            .envs(start.variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(output::for_program()?)
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let group = child.id();
        children.add(group);
        let input = child.stdin.take();
        let (sender, lines) = mpsc::channel();
        if let Some(stderr) = child.stderr.take() {
            std::thread::spawn(move || listen(stderr, &sender));
        }
        Ok(Self { children, child, group, input, lines, released: None })
    }

    /// Sends a request. That nobody reads it is no error here: [`Process::answer`] tells what became of the process.
    pub(super) fn send(
        &mut self,
        write: impl FnOnce(&mut BufWriter<&mut ChildStdin>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        let mut writer = BufWriter::with_capacity(64 * 1024, input);
        match write(&mut writer).and_then(|()| writer.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                // What is still buffered has nowhere to go.
                let _ = writer.into_parts();
                Ok(())
            }
            other => other,
        }
    }

    /// Waits for the answer to a request, as long as it takes.
    pub(super) fn answer(&mut self, id: u64) -> Result<Answer, NoAnswer> {
        let mut ended: Option<(ExitStatus, Instant)> = None;
        loop {
            if self.children.is_interrupted() {
                return Err(NoAnswer::Interrupted);
            }
            match self.lines.recv_timeout(PACE) {
                Ok(Said::Answer(of, answer)) if of == id => return Ok(answer),
                Ok(Said::Answer(..)) => continue,
                Ok(Said::End) | Err(RecvTimeoutError::Disconnected) => {
                    // It closed its standard error: nothing can come any more.
                    return Err(self.wait().map_or_else(NoAnswer::Io, NoAnswer::Ended));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            // A process may leave others behind that keep its standard error open.
            match ended {
                Some((status, at)) if at.elapsed() > GRACE => return Err(NoAnswer::Ended(status)),
                Some(_) => {}
                None => match self.child.try_wait() {
                    Ok(status) => ended = status.map(|status| (status, Instant::now())),
                    Err(error) => return Err(NoAnswer::Io(error)),
                },
            }
        }
    }

    /// Waits for the end of a process that says nothing any more.
    fn wait(&mut self) -> io::Result<ExitStatus> {
        self.release();
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > GRACE {
                children::signal(self.group, Signal::Kill);
                return self.child.wait();
            }
            std::thread::sleep(PACE);
        }
    }

    /// Nothing more is wanted: the end of its input tells it to end. What it still writes, it may.
    pub(super) fn release(&mut self) {
        self.input = None;
        self.released.get_or_insert_with(Instant::now);
    }

    /// Sees to its end: by itself within [`GRACE`] after it was released, else by SIGTERM, else by SIGKILL.
    fn end(&mut self) {
        self.release();
        let released = self.released.unwrap_or_else(Instant::now);
        let mut terminated: Option<Instant> = None;
        // What an ended generator has left behind of its own free will is not ours to end. What it has not ended is.
        while !self.has_ended() || (terminated.is_some() && children::is_alive(self.group)) {
            match terminated {
                None if released.elapsed() > GRACE => {
                    children::signal(self.group, Signal::Terminate);
                    terminated = Some(Instant::now());
                }
                Some(at) if at.elapsed() > GRACE => {
                    children::signal(self.group, Signal::Kill);
                    let _ = self.child.wait();
                    break;
                }
                _ => std::thread::sleep(PACE),
            }
        }
        self.children.remove(self.group);
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads a process's standard error to its end. Lines for people go on to ours.
fn listen(stderr: ChildStderr, sender: &Sender<Said>) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        match generator::read_line(&text) {
            // Nobody listens when the process is being given up.
            Line::Answer(id, answer) => drop(sender.send(Said::Answer(id, answer))),
            Line::Ignored => {}
            Line::Text => output::note(text.trim_end_matches(['\n', '\r'])),
        }
    }
    drop(sender.send(Said::End));
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line);
    command
}
