//! Introspection and `db pull`: on recorded rows, and on databases made anew.

mod by_hand;
mod catalog_text;
mod merge;
mod pull;
mod record;
mod recorded;
mod round_trip;

fn main() {
    let mut trials = pull::corpus_trials();
    trials.extend(pull::history_trials());
    trials.extend(pull::same_trials());
    trials.extend(by_hand::trials());
    let areas: [nicol_testkit::cases::Area; 3] = [
        ("introspect/postgres", recorded::postgres),
        ("introspect/sqlite", recorded::sqlite),
        ("pull/merge", merge::merge),
    ];
    nicol_testkit::cases::run_with(&areas, trials);
}
