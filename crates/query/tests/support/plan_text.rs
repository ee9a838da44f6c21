//! Plans as text that people can read: a statement a line, with where its values come from.

use std::fmt::Write as _;

use nicol_model::DataModel;
use nicol_query::plan::{
    BoundParam, Expectation, Name, Page, ParamSource, Plan, Record, RecordItem, ResultShape, Statement, Step, Tuple,
};

pub(crate) fn plan(model: &DataModel, plan: &Plan) -> String {
    let mut out = String::new();
    if plan.needs_transaction {
        out.push_str("  in a transaction\n");
    }
    if let Some(shortcut) = &plan.shortcut {
        let _ = writeln!(out, "  if equal {:?}:", shortcut.equal.iter().map(|(a, b)| (a.0, b.0)).collect::<Vec<_>>());
        steps(&mut out, &shortcut.steps, 4);
        out.push_str("  else:\n");
    }
    if let Some(attempt) = &plan.attempt {
        let _ = writeln!(out, "  at first{}:", if attempt.needs_transaction { ", in a transaction" } else { "" });
        steps(&mut out, &attempt.steps, 4);
        out.push_str("  else:\n");
    }
    steps(&mut out, &plan.steps, 2);
    let result = match &plan.result {
        ResultShape::Count => "count".to_owned(),
        ResultShape::Many(r) => format!("[{}]", record(model, r)),
        ResultShape::Optional(r) => format!("{} or null", record(model, r)),
        ResultShape::One(r) => record(model, r),
    };
    let _ = writeln!(out, "  = {result}");
    out
}

fn steps(out: &mut String, steps: &[Step], indent: usize) {
    for step in steps {
        let pad = " ".repeat(indent);
        let _ = match step {
            Step::Query { statement: s, into } => writeln!(out, "{pad}#{} {}", into.0, statement(s)),
            Step::Execute { statement: s, counts } => {
                writeln!(out, "{pad}{} {}", if *counts { "count" } else { "do" }, statement(s))
            }
            Step::Children { statement: s, into, join, page } => {
                let on = format!("#{}{:?} = {:?}", join.parent.0, join.parent_columns, join.child_columns);
                writeln!(
                    out,
                    "{pad}#{} of {on}{} {}",
                    into.0,
                    page.as_ref().map_or(String::new(), self::page),
                    statement(s)
                )
            }
            Step::Tree { statement: s, parts } => {
                let _ = writeln!(out, "{pad}all of {}", statement(s));
                for part in parts {
                    let on = part.join.as_ref().map_or(String::new(), |join| {
                        format!(" of #{}{:?} = {:?}", join.parent.0, join.parent_columns, join.child_columns)
                    });
                    let page = part.page.as_ref().map_or(String::new(), self::page);
                    let _ = writeln!(out, "{pad}  #{}{on}{page} columns {} + {}", part.into.0, part.first, part.width);
                }
                Ok(())
            }
            Step::EachRow { groups, into, .. } => {
                let _ = writeln!(out, "{pad}each row{}", into.map_or(String::new(), |s| format!(" into #{}", s.0)));
                for group in groups {
                    let _ = writeln!(out, "{pad}  of ${} {}", group.positions.0, statement(&group.statement));
                }
                Ok(())
            }
            Step::Require { slot, expectation, failure } => {
                let wanted = match expectation {
                    Expectation::AtLeastOne => "some".to_owned(),
                    Expectation::None => "none".to_owned(),
                    Expectation::Distinct(list) => distinct(list),
                };
                writeln!(out, "{pad}require {wanted} in #{}: {:?} {}", slot.0, failure.code, failure.message)
            }
            Step::Branch { slot, if_rows, if_none } => {
                let _ = writeln!(out, "{pad}if #{} has rows:", slot.0);
                self::steps(out, if_rows, indent + 2);
                let _ = writeln!(out, "{pad}else:");
                self::steps(out, if_none, indent + 2);
                Ok(())
            }
            Step::Trim { slot, page } => writeln!(out, "{pad}trim #{}{}", slot.0, self::page(page)),
            Step::CountRows { slot } => writeln!(out, "{pad}count #{}", slot.0),
            Step::Copy { from, into } => writeln!(out, "{pad}#{} := #{}", into.0, from.0),
        };
    }
}

fn page(page: &Page) -> String {
    let mut out = String::new();
    if !page.distinct.is_empty() {
        let _ = write!(out, " distinct {:?}", page.distinct);
    }
    if let Some(skip) = page.skip {
        let _ = write!(out, " skip ${}", skip.0);
    }
    if let Some(take) = page.take {
        let _ = write!(out, " take ${}", take.0);
    }
    if page.first_only {
        out.push_str(" first");
    }
    if page.reverse {
        out.push_str(" reverse");
    }
    out
}

fn statement(statement: &Statement) -> String {
    let mut out = statement.sql.clone();
    if !statement.params.is_empty() {
        let params: Vec<String> = statement.params.iter().map(param).collect();
        let _ = write!(out, "  <- {}", params.join(", "));
    }
    out
}

fn param(param: &BoundParam) -> String {
    let list = if param.cell.is_list { "[]" } else { "" };
    let source = match &param.source {
        ParamSource::Request(p) => format!("${}", p.0),
        ParamSource::JsonPath(p) => format!("path ${}", p.0),
        ParamSource::Element(p) => format!("${}[i]", p.0),
        ParamSource::ArrayLiterals { param, .. } => format!("literals of ${}", param.0),
        ParamSource::Column { slot, column } => format!("#{}.{column}", slot.0),
        ParamSource::Keys { slot, columns, component } => format!("keys #{}{columns:?}.{component}", slot.0),
        ParamSource::Now => "now".to_owned(),
        ParamSource::Made { function, like } => {
            format!("{function:?}{}", like.map_or(String::new(), |p| format!(" for ${}", p.0)))
        }
        ParamSource::Sum(a, b) => format!("${} + ${}", a.0, b.0),
        ParamSource::CountDistinct(tuples) => distinct(tuples),
        ParamSource::Constant(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if text.chars().all(|c| !c.is_control()) => format!("{text:?}"),
            _ => format!("{bytes:02x?}"),
        },
        ParamSource::Null => "null".to_owned(),
    };
    format!("{source}: {}{list}", param.cell.scalar)
}

/// The numbers of the values; filters of another form than the first have its number before them.
fn distinct(tuples: &[Tuple]) -> String {
    let form = |t: &Tuple| if t.form == 0 { String::new() } else { format!("{}:", t.form) };
    let one = |t: &Tuple| format!("{}{:?}", form(t), t.values.iter().map(|p| p.0).collect::<Vec<_>>());
    format!("distinct [{}]", tuples.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn record(model: &DataModel, r: &Record) -> String {
    format!("#{}{{{}}}", r.slot.0, items(model, &r.items))
}

fn items(model: &DataModel, list: &[RecordItem]) -> String {
    let parts: Vec<String> = list
        .iter()
        .map(|item| match item {
            RecordItem::Column { column, name, .. } => format!("{}: {column}", self::name(model, *name)),
            RecordItem::Many { name, record: r } => format!("{}: [{}]", self::name(model, *name), record(model, r)),
            RecordItem::One { name, record: r } => format!("{}: {}", self::name(model, *name), record(model, r)),
            RecordItem::Group { name, items: list } => format!("{name}: {{{}}}", items(model, list)),
        })
        .collect();
    parts.join(", ")
}

fn name(model: &DataModel, name: Name) -> String {
    match name {
        Name::Field(m, f) => model.model(m).field(f).name.clone(),
        Name::Text(text) => text.to_owned(),
    }
}
