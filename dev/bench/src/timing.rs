use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 15;

/// A figure of a whole process, in milliseconds.
pub(crate) struct Figure {
    name: String,
    /// None if it is a part of another figure.
    goal: Option<f64>,
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
pub(crate) fn measure_runs(name: &str, goal: f64, runs: usize, command: impl FnMut() -> Command) -> Figure {
    let (times, user) = run(name, runs, command, || ());
    let times = times.into_iter().map(|(time, ())| time).collect();
    Figure::of(name, Some(goal), times, user)
}

/// Three figures: a whole process, what of it others have worked (as `theirs` says after each run, in milliseconds), and what
/// is beyond that, to which the goal belongs.
pub(crate) fn measure_beyond(
    name: &str,
    (others, goal): (&str, f64),
    runs: usize,
    command: impl FnMut() -> Command,
    theirs: impl FnMut() -> f64,
) -> [Figure; 3] {
    let (times, user) = run(name, runs, command, theirs);
    let of = |part: fn(f64, f64) -> f64| times.iter().map(|(time, theirs)| part(*time, *theirs)).collect();
    [
        Figure::of(name, None, of(|time, _| time), user),
        Figure::of(&format!("- {others}"), None, of(|_, theirs| theirs), Vec::new()),
        Figure::of(&format!("- beyond {others}"), Some(goal), of(|time, theirs| time - theirs), Vec::new()),
    ]
}

/// The time of each run, with what `after` says of it, and processor times.
fn run<T>(
    name: &str,
    runs: usize,
    mut command: impl FnMut() -> Command,
    mut after: impl FnMut() -> T,
) -> (Vec<(f64, T)>, Vec<f64>) {
    let (mut times, mut user) = (Vec::new(), Vec::new());
    for run in 0..=runs {
        let mut command = command();
        command.stdout(Stdio::null()).stderr(Stdio::piped()).stdin(Stdio::null());
        let (start, used) = (Instant::now(), user_of_children());
        let output = command.output().expect("nicol runs");
        let time = start.elapsed().as_secs_f64() * 1000.0;
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let said = after();
        if run > 0 {
            times.push((time, said));
            user.extend(used.zip(user_of_children()).map(|(before, after)| after - before));
        }
    }
    (times, user)
}

impl Figure {
    fn of(name: &str, goal: Option<f64>, mut times: Vec<f64>, mut user: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        user.sort_by(f64::total_cmp);
        let user = user.get(user.len() / 2).copied();
        let (median, max) = (times[times.len() / 2], times[times.len() - 1]);
        Self { name: name.to_owned(), goal, min: times[0], median, max, user }
    }
}

/// Milliseconds that ended children of this process have used in user mode: `cutime` of `proc(5)`, in ticks of 10 ms.
fn user_of_children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(13)?.parse::<f64>().ok().map(|ticks| ticks * 10.0)
}

/// A table of all figures.
pub(crate) fn print(figures: &[Figure]) {
    println!("{:<52} {:>9} {:>9} {:>9} {:>9} {:>9}", "whole process, ms", "min", "median", "max", "user", "goal");
    let or_none = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.0}"));
    for f in figures {
        let (user, goal) = (or_none(f.user), or_none(f.goal));
        println!("{:<52} {:>9.1} {:>9.1} {:>9.1} {user:>9} {goal:>9}", f.name, f.min, f.median, f.max);
    }
}
