//! Rounds in turns, and what they say.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::contestant::Contestant;
use crate::placement::Placement;

/// Rounds of each contestant that count, after some that don't.
const ROUNDS: usize = 41;
const WARM_UP: usize = 4;
/// Calls in a round, of all tasks together.
pub(crate) const CALLS: i32 = 480;
/// The ratio that is to be reached.
const GOAL: f64 = 1.15;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Call {
    FindUnique,
    Create,
}

impl Call {
    pub(crate) const ALL: [Self; 2] = [Self::FindUnique, Self::Create];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FindUnique => "find_unique",
            Self::Create => "create",
        }
    }
}

/// What the rounds of one contestant took.
#[derive(Default)]
struct Times {
    /// Microseconds of each call.
    calls: Vec<f64>,
    /// The median of each round.
    rounds: Vec<f64>,
    /// CPU time of this process, in all.
    cpu: Duration,
}

/// One line of the table: tasks that each use one of the contestants of a list, in turns with the other list.
pub(crate) async fn compare<A: Contestant, B: Contestant>(call: Call, by_hand: &[Arc<A>], ours: &[Arc<B>]) {
    let (mut floor, mut time) = (Times::default(), Times::default());
    for round in 0..ROUNDS + WARM_UP {
        if round == WARM_UP {
            (floor, time) = (Times::default(), Times::default());
        }
        // Who comes second finds warmer caches of the server: each is second every other time.
        if round % 2 == 0 {
            run(call, by_hand, round, &mut floor).await;
            run(call, ours, round, &mut time).await;
        } else {
            run(call, ours, round, &mut time).await;
            run(call, by_hand, round, &mut floor).await;
        }
    }
    print(call, by_hand.len(), floor, time);
}

async fn run<C: Contestant>(call: Call, contestants: &[Arc<C>], round: usize, times: &mut Times) {
    let cpu = cpu_time();
    let in_flight = i32::try_from(contestants.len()).unwrap_or(i32::MAX);
    let mut tasks = Vec::new();
    for (task, contestant) in (0..).zip(contestants) {
        let first = task + i32::try_from(round).unwrap_or(0) * CALLS;
        tasks.push(tokio::spawn(calls(call, Arc::clone(contestant), first, CALLS / in_flight)));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.append(&mut task.await.expect("the calls work"));
    }
    times.cpu += cpu_time() - cpu;
    times.rounds.push(quantile(&mut all, 0.5));
    times.calls.append(&mut all);
}

/// Some calls one after the other, and the microseconds of each.
pub(crate) async fn calls<C: Contestant>(call: Call, contestant: Arc<C>, first: i32, count: i32) -> Vec<f64> {
    let mut times = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
    let mut began = Instant::now();
    for i in first..first + count {
        match call {
            // All over the table.
            Call::FindUnique => contestant.find(i.wrapping_mul(7919).rem_euclid(10_000) + 1).await,
            Call::Create => contestant.create(i).await,
        }
        let ended = Instant::now();
        times.push((ended - began).as_secs_f64() * 1e6);
        began = ended;
    }
    times
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

pub(crate) fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in the list"
    )]
    let place = ((values.len() - 1) as f64 * part).round() as usize;
    values[place]
}

pub(crate) fn print_head(placement: Placement) {
    println!(
        "\n{:<34} {:>8} {:>8} {:>6} {:>13} {:>8} {:>8} {:>6}",
        placement.to_string(),
        "by hand",
        "ours",
        "ratio",
        "of rounds",
        "CPU",
        "CPU",
        "ratio"
    );
}

fn print(call: Call, in_flight: usize, mut floor: Times, mut ours: Times) {
    let (low, high) = (quantile(&mut floor.calls, 0.5), quantile(&mut ours.calls, 0.5));
    let mut ratios: Vec<f64> = ours.rounds.iter().zip(&floor.rounds).map(|(ours, floor)| ours / floor).collect();
    let between = format!("{:.3} - {:.3}", quantile(&mut ratios, 0.25), quantile(&mut ratios, 0.75));
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    let cpu = |times: &Times| times.cpu.as_secs_f64() * 1e6 / times.calls.len() as f64;
    let (low_cpu, high_cpu) = (cpu(&floor), cpu(&ours));
    println!(
        "{:<34} {low:>8.2} {high:>8.2} {:>6.3} {between:>13} {low_cpu:>8.2} {high_cpu:>8.2} {:>6.3}{}",
        format!("{}, {in_flight} in flight", call.name()),
        high / low,
        high_cpu / low_cpu,
        if high / low > GOAL { "  not reached" } else { "" },
    );
}
