//! A script by steps, statements and clauses, so that one of them can be looked at.

/// The steps of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    /// `AlterTable`.
    name: String,
    statements: Vec<Statement>,
}

/// A statement; of an `ALTER TABLE` the clauses stand by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// All of it, or `ALTER TABLE "name"`.
    pub(super) head: String,
    pub(super) clauses: Vec<String>,
}

impl Script {
    pub(super) fn read(text: &str) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let mut open = String::new();
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("-- ").filter(|_| open.trim().is_empty()) {
                steps.push(Step { name: name.trim_end().to_owned(), statements: Vec::new() });
                open.clear();
                continue;
            }
            open.push_str(line);
            if let (true, Some(step)) = (line.ends_with(";\n"), steps.last_mut()) {
                step.statements.push(Statement::read(open.trim().trim_end_matches(';')));
                open.clear();
            }
        }
        steps.retain(|step| !step.statements.is_empty());
        Self(steps)
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.0.iter().flat_map(|step| &step.statements)
    }

    /// What is no more in another form of it.
    pub(super) fn lost<'s>(&'s self, left: &'s Self) -> impl Iterator<Item = (String, &'s str)> {
        let whole = |s: &'s Self| {
            s.statements().flat_map(|s| {
                let parts =
                    if s.clauses.is_empty() { vec![""] } else { s.clauses.iter().map(String::as_str).collect() };
                parts.into_iter().map(|clause| (s.head.clone(), clause))
            })
        };
        let mut kept: Vec<_> = whole(left).collect();
        whole(self).filter(move |part| match kept.iter().position(|k| k == part) {
            Some(at) => {
                kept.remove(at);
                false
            }
            None => true,
        })
    }

    /// Without some statements, and without the steps that consist of them.
    pub(super) fn without(&self, mut goes: impl FnMut(&Statement) -> bool) -> Self {
        self.mapped(|statement| if goes(&statement) { None } else { Some(statement) })
    }

    /// Without some clauses of the changes of tables; the closure is asked with the statement's head and a clause.
    pub(super) fn without_clauses(&self, goes: impl Fn(&str, &str) -> bool) -> Self {
        self.mapped(|mut statement| {
            let had_some = !statement.clauses.is_empty();
            statement.clauses.retain(|clause| !goes(&statement.head, clause));
            (!had_some || !statement.clauses.is_empty()).then_some(statement)
        })
    }

    fn mapped(&self, mut each: impl FnMut(Statement) -> Option<Statement>) -> Self {
        let mut steps = self.0.clone();
        for step in &mut steps {
            step.statements = std::mem::take(&mut step.statements).into_iter().filter_map(&mut each).collect();
        }
        steps.retain(|step| !step.statements.is_empty());
        Self(steps)
    }
}

impl Statement {
    fn read(text: &str) -> Self {
        const VERBS: [&str; 6] = [" ADD ", " DROP ", " ALTER ", " RENAME ", " SET ", " OWNED "];
        let end = text.strip_prefix("ALTER TABLE ").map(|rest| {
            let from = text.len() - rest.len();
            // A name may hold a verb: it ends with a quote.
            let ends = VERBS.iter().filter_map(|verb| rest.find(&format!("\"{verb}")));
            ends.min().map_or(text.len(), |at| from + at + 1)
        });
        match end {
            Some(end) if end < text.len() => Self {
                head: text[..end].to_owned(),
                clauses: text[end + 1..].split(",\n").map(str::to_owned).collect(),
            },
            _ => Self { head: text.to_owned(), clauses: Vec::new() },
        }
    }
}
