//! Planning never panics, whatever it is asked; plans are consistent in themselves.

mod support;

use nicol_catalog::Dialect;
use nicol_model::DataModel;
use nicol_query::plan::{BoundParam, ParamSource, Plan, Record, RecordItem, ResultShape, Statement, Step};
use nicol_query::{Target, plan_operation};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use support::arbitrary;

const SCHEMA: &str = r#"
datasource db {
  provider = "{provider}"
}

model A {
  id    Int     @id @default(autoincrement())
  name  String?
  json  Json?
  bId   Int?
  b     B?      @relation(fields: [bId], references: [id])
  cs    C[]
  one   D?
  upId  Int?
  up    A?      @relation("tree", fields: [upId], references: [id], onDelete: NoAction, onUpdate: NoAction)
  downs A[]     @relation("tree")
}

model B {
  id   Int    @id
  text String @unique
  as   A[]
}

model C {
  x  Int
  y  String
  as A[]
  id String @unique @default(uuid())

  @@id([x])
}

model D {
  id  Int      @id
  aId Int      @unique
  a   A        @relation(fields: [aId], references: [id])
  at  DateTime @default(now())
  to  DateTime @updatedAt
}
"#;

fn model(dialect: Dialect) -> DataModel {
    support::schema::data_model(&SCHEMA.replace("{provider}", dialect.provider_name())).expect("a valid schema")
}

/// Every parameter's number stands in the text, every slot that is used is one of the plan's.
fn check(plan: &Plan) -> Result<(), String> {
    check_steps(plan, &plan.steps)?;
    if let Some(shortcut) = &plan.shortcut {
        check_steps(plan, &shortcut.steps)?;
    }
    match &plan.result {
        ResultShape::Count => Ok(()),
        ResultShape::Many(r) | ResultShape::Optional(r) | ResultShape::One(r) => check_record(plan, r),
    }
}

fn check_record(plan: &Plan, record: &Record) -> Result<(), String> {
    if record.slot.0 >= plan.slots {
        return Err(format!("no slot {:?}", record.slot));
    }
    // Columns stand in the order of the selection, from 0 on.
    let mut columns = Vec::new();
    for item in &record.items {
        match item {
            RecordItem::Column { column, .. } => columns.push(*column),
            RecordItem::Group { items, .. } => columns.extend(items.iter().filter_map(|i| match i {
                RecordItem::Column { column, .. } => Some(*column),
                _ => None,
            })),
            RecordItem::Many { record, .. } | RecordItem::One { record, .. } => check_record(plan, record)?,
        }
    }
    columns.sort_unstable();
    if columns.iter().enumerate().any(|(i, c)| i != usize::from(*c)) {
        return Err(format!("columns {columns:?}"));
    }
    Ok(())
}

fn check_steps(plan: &Plan, steps: &[Step]) -> Result<(), String> {
    for step in steps {
        match step {
            Step::Query { statement, .. } | Step::Execute { statement, .. } | Step::Children { statement, .. } => {
                check_statement(plan, statement)?;
            }
            Step::Tree { statement, parts } => {
                check_statement(plan, statement)?;
                let wide = parts.iter().map(|part| usize::from(part.width)).sum::<usize>() + 1;
                if wide != statement.columns.len() {
                    return Err(format!("{wide} columns of parts, {} of {}", statement.columns.len(), statement.sql));
                }
            }
            Step::EachRow { groups, .. } => groups.iter().try_for_each(|g| check_statement(plan, &g.statement))?,
            Step::Branch { if_rows, if_none, .. } => {
                check_steps(plan, if_rows)?;
                check_steps(plan, if_none)?;
            }
            Step::Require { .. } | Step::Trim { .. } | Step::CountRows { .. } | Step::Copy { .. } => {}
        }
    }
    Ok(())
}

fn check_statement(plan: &Plan, statement: &Statement) -> Result<(), String> {
    for (index, BoundParam { source, .. }) in statement.params.iter().enumerate() {
        let (dollar, question) = (format!("${}", index + 1), format!("?{}", index + 1));
        if !statement.sql.contains(&dollar) && !statement.sql.contains(&question) {
            return Err(format!("parameter {} is not in {}", index + 1, statement.sql));
        }
        match source {
            ParamSource::Column { slot, .. } | ParamSource::Keys { slot, .. } if slot.0 >= plan.slots => {
                return Err(format!("no slot {slot:?}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The same cases in every run.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_operation_is_planned_or_refused(operation in arbitrary::operation()) {
        thread_local!(static MODELS: [DataModel; 2] = [model(Dialect::Postgres), model(Dialect::Sqlite)]);
        MODELS.with(|[postgres, sqlite]| -> Result<(), TestCaseError> {
            for (model, dialect) in [(postgres, Dialect::Postgres), (sqlite, Dialect::Sqlite)] {
                let planned = plan_operation(model, Target::new(dialect), &operation);
                planned.map_or(Ok(()), |plan| check(&plan)).map_err(TestCaseError::fail)?;
            }
            Ok(())
        })?;
    }
}
