//! Introspection and `db pull`: on recorded rows, and on databases made anew.

mod catalog_text;
mod record;
mod recorded;

fn main() {
    nicol_testkit::cases::run(&[("introspect/postgres", recorded::postgres), ("introspect/sqlite", recorded::sqlite)]);
}
