//! A pseudo-terminal with a person before it, for commands that ask, colour or show progress.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::wait::FOREVER;

/// After so long without a word nothing more comes from a terminal that a program in the background keeps open.
const SILENCE: Duration = Duration::from_secs(10);

/// A command on a terminal of its own: its three streams are the terminal, and Ctrl-C reaches it.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// Everything that was shown so far, with its control sequences.
    shown: Vec<u8>,
    /// How much of its text was waited for, in bytes.
    read: usize,
}

impl Terminal {
    /// Starts a command, with its folder and environment. Its streams are replaced by the terminal.
    ///
    /// # Panics
    /// If there is no terminal to be had, or the program can't be started.
    #[must_use]
    pub fn start(command: &Command) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let ours = openpt(flags).expect("a terminal");
        unlockpt(&ours).expect("the terminal is ours");
        let theirs = ioctl_tiocgptpeer(&ours, flags).expect("its other side");
        let size = Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&ours, size).expect("a terminal has a size");
        // The program of util-linux makes a session whose terminal its standard input is. What was started in the background
        // ignores Ctrl-C, and so would all that it starts.
        let mut session = Command::new("setsid");
        session
            .args(["--ctty", "env", "--default-signal=INT,QUIT"])
            .arg(command.get_program())
            .args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            session.current_dir(folder);
        }
        session.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let stream = || Stdio::from(theirs.try_clone().expect("a copy"));
        let child = session.stdin(stream()).stdout(stream()).stderr(stream()).spawn().expect("setsid starts");
        drop(theirs);
        let keyboard = File::from(ours);
        let mut output = keyboard.try_clone().expect("a copy");
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The read fails when the last program has closed its side.
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, screen, shown: Vec::new(), read: 0 }
    }

    /// Waits until the text appears after what was waited for before.
    ///
    /// # Panics
    /// If it does not, or the command ends before.
    pub fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + FOREVER;
        loop {
            let whole = self.text();
            let new = whole.get(self.read..).unwrap_or_default();
            if let Some(at) = new.find(text) {
                self.read += at + text.len();
                return;
            }
            match self.screen.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(more) => self.shown.extend(more),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("`{text}` did not appear; the screen shows:\n{}", self.text())
                }
            }
        }
    }

    /// Types. `\r` is the Enter key, `\x03` Ctrl-C, `\x1b` Escape.
    ///
    /// # Panics
    /// If the terminal is gone.
    pub fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("the terminal is there");
    }

    /// The id of the command's process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end.
    ///
    /// # Panics
    /// If it does not come.
    pub fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + FOREVER;
        loop {
            while let Ok(more) = self.screen.try_recv() {
                self.shown.extend(more);
            }
            if let Some(status) = self.child.try_wait().expect("the command is ours") {
                // What it wrote last, up to the end that comes when nobody has the terminal any more.
                while let Ok(more) = self.screen.recv_timeout(SILENCE) {
                    self.shown.extend(more);
                }
                return status;
            }
            assert!(Instant::now() < deadline, "the command does not end; the screen shows:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// What was shown, without control sequences.
    #[must_use]
    pub fn text(&self) -> String {
        plain(&self.shown)
    }

    /// What was shown, as it was sent.
    #[must_use]
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a text sets colours or weights (`ESC [ … m`).
#[must_use]
pub fn has_colours(text: &str) -> bool {
    text.split("\x1b[")
        .skip(1)
        .any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
}

/// The text without control sequences and carriage returns.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\x1b' if chars.clone().next() == Some('[') => {
                chars.next();
                // Parameters, then one final character.
                chars.by_ref().find(|c| ('@'..='~').contains(c));
            }
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Terminal, has_colours, plain};
    use std::process::Command;

    #[test]
    fn a_command_talks_with_a_person() {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "test -t 0 && test -t 1 && test -t 2 && printf 'name? ' && read n && echo \"hello $n\"; exit 3",
        ]);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let mut terminal = Terminal::start(&command);
        terminal.wait_for("name? ");
        terminal.type_keys("Ann\r");
        terminal.wait_for("hello Ann");
        assert_eq!(terminal.end().code(), Some(3));
    }

    #[test]
    fn ctrl_c_is_a_signal() {
        let mut command = Command::new("sh");
        command.args(["-c", "trap 'exit 9' INT; echo ready; while :; do sleep 1; done"]);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let mut terminal = Terminal::start(&command);
        terminal.wait_for("ready");
        terminal.type_keys("\x03");
        assert_eq!(terminal.end().code(), Some(9));
    }

    #[test]
    fn control_sequences_are_told_from_text() {
        assert_eq!(plain(b"\x1b[1;31mred\x1b[0m\r\n\x1b[2Kx"), "red\nx");
        assert!(has_colours("\x1b[1;31mred\x1b[0m"));
        assert!(!has_colours("\x1b[2K\x1b[?25h[m"));
    }
}
