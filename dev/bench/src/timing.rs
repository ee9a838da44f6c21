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
}

/// Runs a command some times after one warm-up.
pub(crate) fn measure(name: &str, goal: f64, command: impl FnMut() -> Command) -> Figure {
    measure_runs(name, goal, RUNS, command)
}

/// The same with another number of runs.
pub(crate) fn measure_runs(name: &str, goal: f64, runs: usize, mut command: impl FnMut() -> Command) -> Figure {
    let mut times: Vec<f64> = (0..=runs)
        .map(|_| {
            let mut command = command();
            command.stdout(Stdio::null()).stderr(Stdio::piped()).stdin(Stdio::null());
            let start = Instant::now();
            let output = command.output().expect("nicol runs");
            let time = start.elapsed().as_secs_f64() * 1000.0;
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            time
        })
        .skip(1)
        .collect();
    times.sort_by(f64::total_cmp);
    Figure { name: name.to_owned(), goal, min: times[0], median: times[runs / 2], max: times[runs - 1] }
}

/// A table of all figures.
pub(crate) fn print(figures: &[Figure]) {
    println!("{:<42} {:>9} {:>9} {:>9} {:>9}", "whole process, ms", "min", "median", "max", "goal");
    for f in figures {
        println!("{:<42} {:>9.1} {:>9.1} {:>9.1} {:>9.0}", f.name, f.min, f.median, f.max, f.goal);
    }
}
