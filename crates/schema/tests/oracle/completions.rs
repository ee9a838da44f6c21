//! What is added to incomplete relations, against the published formatter.

use nicol_schema::format;
use nicol_testkit::cases::difference;
use nicol_testkit::oracle::Oracle;

use crate::random::{self, Random};

/// A schema of a few models with relations between them, of which parts are missing.
fn incomplete(random: &mut Random) -> String {
    let names = ["User", "BlogPost", "Category", "order_item"];
    let count = 2 + random.below(3);
    let mut models: Vec<Vec<String>> = (0..count).map(|_| id(random)).collect();
    let mut tails: Vec<String> = (0..count).map(|_| String::new()).collect();
    for n in 0..1 + random.below(3) {
        let (from, to) = (random.below(count), random.below(count));
        let name = if random.once_in(3) { format!("\"Name{n}\"") } else { String::new() };
        let mark = random.pick(&["", "?", ""]);
        let ids: Vec<String> = columns(&models[to]);
        let mut arguments: Vec<String> = (!name.is_empty()).then(|| name.clone()).into_iter().collect();
        let keys: Vec<String> = ids.iter().map(|id| format!("key{n}{id}")).collect();
        let has_fields = random.once_in(2);
        if has_fields {
            arguments.push(format!("fields: [{}]", keys.join(", ")));
        }
        if has_fields && !random.once_in(3) {
            arguments.push(format!("references: [{}]", ids.join(", ")));
        }
        if random.once_in(4) {
            arguments.push("onDelete: NoAction".to_owned());
        }
        let attribute = |arguments: &[String]| match arguments {
            [] => String::new(),
            some => format!(" @relation({})", some.join(", ")),
        };
        let both = random.below(5);
        if both > 0 {
            models[from].push(format!("forward{n} {}{mark}{}", names[to], attribute(&arguments)));
            if has_fields {
                for (key, id) in keys.iter().zip(&ids) {
                    let ty = models[to].iter().find_map(|line| line.strip_prefix(&format!("{id} "))).unwrap_or("Int");
                    let ty = ty.replace("@id", "").replace("@unique", "");
                    let unique = if keys.len() == 1 && random.once_in(4) { " @unique" } else { "" };
                    models[from].push(format!(
                        "{key} {}{mark} {}{unique}",
                        ty.split(' ').next().unwrap_or("Int"),
                        ty.split_once(' ').map_or("", |t| t.1)
                    ));
                }
            }
        }
        if both < 2 {
            let back = random.pick(&["[]", "[]", "?"]);
            let name: Vec<String> = (!name.is_empty()).then_some(name).into_iter().collect();
            models[to].push(format!("back{n} {}{back}{}", names[from], attribute(&name)));
        }
        if random.once_in(12) {
            tails[from] = "  @@ignore\n".to_owned();
        }
    }
    let mut text = "datasource db {\n  provider = \"postgresql\"\n}\n".to_owned();
    for ((name, lines), tail) in names.iter().zip(&models).zip(&tails) {
        text.push_str(&format!("model {name} {{\n"));
        for line in lines {
            text.push_str(random.pick(&["", "", "", "\n", "// comment\n"]));
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(random.pick(&["", "\n", "// end\n"]));
        text.push_str(tail);
        text.push_str("}\n");
    }
    text
}

/// The lines of an id.
fn id(random: &mut Random) -> Vec<String> {
    let lines: &[&str] = match random.below(6) {
        0 => &["id String @id @db.VarChar(20)"],
        1 => &["a Int", "b_c String", "@@id([a, b_c])"],
        2 => &["code String @unique", "other Int"],
        3 => &["other Int @unique", "id String @id @db.Uuid"],
        _ => &["id Int @id"],
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// The columns of the id.
fn columns(lines: &[String]) -> Vec<String> {
    let line = lines.iter().find(|l| l.contains("@id")).or_else(|| lines.iter().find(|l| l.contains("@unique")));
    let line = line.map_or("", String::as_str);
    match line.strip_prefix("@@id([") {
        Some(list) => list.trim_end_matches("])").split(", ").map(str::to_owned).collect(),
        None => vec![line.split(' ').next().unwrap_or_default().to_owned()],
    }
}

fn is_valid(oracle: &mut Oracle, text: &str) -> bool {
    oracle.ask_schema("validate", text).is_ok_and(|answer| answer["ok"] == true)
}

#[test]
fn incomplete_relations() {
    let Some(mut oracle) = Oracle::start() else { return };
    let (mut both, mut ours_only, mut none) = (0, 0, 0);
    for seed in 0..random::cases(500) {
        let text = incomplete(&mut Random(seed));
        let answer = oracle.ask_schema("format", &text).unwrap_or_else(|e| panic!("seed {seed}: {e:?} for {text}"));
        let expected = answer.as_str().unwrap_or_default();
        let actual = format(&text);
        assert_eq!(format(&actual), actual, "seed {seed}: not stable: {text}");
        if is_valid(&mut oracle, expected) {
            assert!(actual == expected, "seed {seed}: {}for {text}", difference(expected, &actual));
            both += 1;
        } else if is_valid(&mut oracle, &actual) {
            ours_only += 1;
        } else {
            none += 1;
        }
    }
    println!("{both} completed alike, {ours_only} by ours only, {none} by none");
    assert!(both > 50 && ours_only > both && none < ours_only);
}
