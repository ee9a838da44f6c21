use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 15;

/// A figure of a whole process, in milliseconds.
pub(crate) struct Figure {
    name: String,
    goal: f64,
    min: f64,
    median: f64,
    max: f64,
    /// Processor time of the process and its children in user mode, the median; unknown outside of Linux. On a busy
    /// machine it says more than the time by the clock.
    user: Option<f64>,
}

/// Runs a command some times after one warm-up.
pub(crate) fn measure(name: &str, goal: f64, command: impl FnMut() -> Command) -> Figure {
    measure_runs(name, goal, RUNS, command)
}

/// The same with another number of runs.
pub(crate) fn measure_runs(name: &str, goal: f64, runs: usize, mut command: impl FnMut() -> Command) -> Figure {
    let (mut times, mut user) = (Vec::new(), Vec::new());
    for run in 0..=runs {
        let mut command = command();
        command.stdout(Stdio::null()).stderr(Stdio::piped()).stdin(Stdio::null());
        let (start, used) = (Instant::now(), user_of_children());
        let output = command.output().expect("nicol runs");
        let time = start.elapsed().as_secs_f64() * 1000.0;
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        if run > 0 {
            times.push(time);
            user.extend(used.zip(user_of_children()).map(|(before, after)| after - before));
        }
    }
    times.sort_by(f64::total_cmp);
    user.sort_by(f64::total_cmp);
    let user = user.get(runs / 2).copied();
    Figure { name: name.to_owned(), goal, min: times[0], median: times[runs / 2], max: times[runs - 1], user }
}

/// Milliseconds that ended children of this process have used in user mode: `cutime` of `proc(5)`, in ticks of 10 ms.
fn user_of_children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(13)?.parse::<f64>().ok().map(|ticks| ticks * 10.0)
}

/// A table of all figures.
pub(crate) fn print(figures: &[Figure]) {
    println!("{:<42} {:>9} {:>9} {:>9} {:>9} {:>9}", "whole process, ms", "min", "median", "max", "user", "goal");
    for f in figures {
        let user = f.user.map_or_else(|| "-".to_owned(), |user| format!("{user:.0}"));
        println!("{:<42} {:>9.1} {:>9.1} {:>9.1} {user:>9} {:>9.0}", f.name, f.min, f.median, f.max, f.goal);
    }
}
