//! The cases of `cases/format`: `schema.prisma` in, `expected.prisma` out.

fn main() {
    nicol_testkit::cases::run(&[("format", |case| {
        let schema = case.read("schema.prisma")?;
        let formatted = nicol_schema::format(&schema);
        case.expect("expected.prisma", &formatted)?;
        if nicol_schema::format(&formatted) != formatted {
            return Err("formatting the result changes it".into());
        }
        Ok(())
    })]);
}
