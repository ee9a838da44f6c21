//! The program that SQLite makes of a statement (`EXPLAIN`): what its results may be.
//!
//! The registers are followed from instruction to instruction, as sets of what they may hold, until nothing changes. What
//! is not known of an instruction makes the whole program unknown: a result is never said to be more than it is.

mod effect;

use std::collections::HashMap;

pub(super) use self::effect::{Kinds, Value};
use self::effect::{after_aggregate, after_function};

/// An instruction of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instruction {
    name: String,
    p1: i64,
    p2: i64,
    p3: i64,
    /// A name, where it is one.
    p4: String,
}

/// A column of a table or index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) kinds: Kinds,
    pub(super) is_required: bool,
}

/// The columns of tables and indexes, by the pages where they begin.
pub(super) type Stored = HashMap<i64, Vec<Column>>;

/// Reads the rows of `EXPLAIN`.
pub(super) fn read(rows: &[Vec<Option<String>>]) -> Option<Vec<Instruction>> {
    rows.iter()
        .map(|row| {
            let text = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
            let number = |at: usize| text(at).parse().ok();
            Some(Instruction {
                name: text(1).to_owned(),
                p1: number(2)?,
                p2: number(3)?,
                p3: number(4)?,
                p4: text(5).to_owned(),
            })
        })
        .collect()
}

/// What each column of the result may be.
pub(super) fn results(program: &[Instruction], stored: &Stored, columns: usize) -> Option<Vec<Value>> {
    let mut run = Run::new(program, stored)?;
    // The contents of cursors only grow, and so does what is known of registers.
    while run.pass()? {}
    (run.results.len() == columns).then_some(run.results)
}

/// What a register may hold, and of a record which instructions have made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Register {
    value: Value,
    made_at: Vec<usize>,
}

impl Register {
    fn join(&mut self, other: &Self) {
        self.value = self.value.or(other.value);
        for at in &other.made_at {
            if !self.made_at.contains(at) {
                self.made_at.push(*at);
            }
        }
    }
}

impl From<Value> for Register {
    fn from(value: Value) -> Self {
        Self { value, made_at: Vec::new() }
    }
}

fn register(state: &[Register], number: i64) -> Register {
    let found = usize::try_from(number).ok().and_then(|number| state.get(number));
    found.cloned().unwrap_or_else(|| Value::ANYTHING.into())
}

struct Run<'p> {
    program: &'p [Instruction],
    stored: &'p Stored,
    width: usize,
    /// Before each instruction; `None` if nothing leads there.
    states: Vec<Option<Vec<Register>>>,
    /// What records hold that instructions make.
    records: HashMap<usize, Vec<Value>>,
    /// What is in tables that only the statement has.
    cursors: HashMap<i64, Vec<Value>>,
    /// The pages of the other cursors.
    pages: HashMap<i64, i64>,
    /// What aggregates are made of, by their registers.
    steps: HashMap<i64, Value>,
    results: Vec<Value>,
    is_grouped: bool,
    is_changed: bool,
}

/// More than any statement of people's has.
const MOST: usize = 20_000;

impl<'p> Run<'p> {
    fn new(program: &'p [Instruction], stored: &'p Stored) -> Option<Self> {
        let highest = program.iter().flat_map(|i| [i.p1, i.p2, i.p3, i.p2 + i.p3, i.p1 + i.p2]).max().unwrap_or(0);
        // Constants are in these numbers, too: registers beyond the program's size are none.
        let width = usize::try_from(highest.min(4096)).ok()? + 2;
        if program.is_empty() || program.len() > MOST {
            return None;
        }
        let mut pages = HashMap::new();
        for i in program.iter().filter(|i| matches!(i.name.as_str(), "OpenRead" | "OpenWrite" | "ReopenIdx")) {
            // A cursor that is opened twice, or on another database, could be anything.
            let page = if i.p3 == 0 && !pages.contains_key(&i.p1) { i.p2 } else { -1 };
            pages.insert(i.p1, page);
        }
        let mut states = vec![None; program.len()];
        states[0] = Some(vec![Register::default(); width]);
        Some(Self {
            program,
            stored,
            width,
            states,
            records: HashMap::new(),
            cursors: HashMap::new(),
            pages,
            steps: HashMap::new(),
            results: Vec::new(),
            is_grouped: program.iter().any(|i| i.name == "Compare"),
            is_changed: false,
        })
    }

    /// Follows all instructions once; whether anything was new.
    fn pass(&mut self) -> Option<bool> {
        self.is_changed = false;
        for at in 0..self.program.len() {
            let Some(mut state) = self.states[at].clone() else { continue };
            self.step(at, &mut state)?;
            for next in self.next(at) {
                match self.null_on_the_way(at, next) {
                    None => self.flow(next, &state),
                    Some((number, may_be_null)) => {
                        let mut state = state.clone();
                        if let Some(register) = usize::try_from(number).ok().and_then(|number| state.get_mut(number)) {
                            register.value = if may_be_null { Value::NULL } else { register.value.not_null() };
                        }
                        self.flow(next, &state);
                    }
                }
            }
        }
        Some(self.is_changed)
    }

    /// What an instruction has found out of a register that it looks at, if the program goes on there.
    fn null_on_the_way(&self, at: usize, next: usize) -> Option<(i64, bool)> {
        let i = &self.program[at];
        let (is_jump, is_next) = (usize::try_from(i.p2).ok() == Some(next), at + 1 == next);
        match i.name.as_str() {
            _ if is_jump && is_next => None,
            "IsNull" => Some((i.p1, is_jump)),
            "NotNull" => Some((i.p1, is_next)),
            _ => None,
        }
    }

    fn flow(&mut self, to: usize, state: &[Register]) {
        match self.states.get_mut(to) {
            Some(Some(known)) => {
                for (known, new) in known.iter_mut().zip(state) {
                    if *known != *new {
                        let before = known.clone();
                        known.join(new);
                        self.is_changed |= before != *known;
                    }
                }
            }
            Some(unknown) => {
                *unknown = Some(state.to_vec());
                self.is_changed = true;
            }
            None => {}
        }
    }

    /// Where the program may go on.
    fn next(&self, at: usize) -> Vec<usize> {
        let i = &self.program[at];
        let place = |p: i64| usize::try_from(p).ok();
        let of = |name: &'static str| {
            self.program.iter().enumerate().filter(move |(_, other)| other.name == name && other.p1 == i.p1)
        };
        match i.name.as_str() {
            "Halt" => Vec::new(),
            "Goto" | "Gosub" => place(i.p2).into_iter().collect(),
            "Init" if i.p2 != 0 => place(i.p2).into_iter().collect(),
            "Return" => {
                let back = of("Gosub").map(|(from, _)| from + 1);
                back.chain((i.p3 != 0).then_some(at + 1)).collect()
            }
            "InitCoroutine" => [place(i.p2).filter(|to| *to != 0).or(Some(at + 1))].into_iter().flatten().collect(),
            "Yield" | "EndCoroutine" => {
                let begin = of("InitCoroutine").filter_map(|(_, other)| place(other.p3));
                let (back, end): (Vec<_>, Vec<_>) =
                    of("Yield").map(|(from, other)| (from + 1, place(other.p2).filter(|to| *to != 0))).unzip();
                begin.chain(back).chain(end.into_iter().flatten()).collect()
            }
            "Jump" => [i.p1, i.p2, i.p3].into_iter().filter_map(place).collect(),
            name if effect::may_jump(name) => place(i.p2).into_iter().chain([at + 1]).collect(),
            _ => vec![at + 1],
        }
    }

    /// What an instruction does. `None` if that is not known.
    fn step(&mut self, at: usize, state: &mut [Register]) -> Option<()> {
        let i = &self.program[at];
        let get = |number: i64| register(state, number);
        let value = |number: i64| get(number).value;
        let mut set: Vec<(i64, Register)> = Vec::new();
        match i.name.as_str() {
            "Integer" | "Int64" | "IntCopy" | "NewRowid" | "Sequence" | "Count" | "OffsetLimit" => {
                set.push((i.p2, Value::of(Kinds::INTEGER).into()));
            }
            "Real" => set.push((i.p2, Value::of(Kinds::REAL).into())),
            "String8" | "String" => set.push((i.p2, Value::of(Kinds::TEXT).into())),
            "Blob" => set.push((i.p2, Value::of(Kinds::BLOB).into())),
            "Variable" | "Param" | "RowData" | "GetSubtype" => set.push((i.p2, Value::ANYTHING.into())),
            "VColumn" | "RowSetRead" | "Offset" => set.push((i.p3, Value::ANYTHING.into())),
            "SoftNull" => set.push((i.p1, Value::NULL.into())),
            "Null" | "BeginSubrtn" => {
                if !self.is_reset(at) {
                    set.extend((i.p2..=i.p3.max(i.p2)).map(|to| (to, Value::NULL.into())));
                }
            }
            "IfNullRow" => set.push((i.p3, Value { may_be_null: true, ..value(i.p3) }.into())),
            "Copy" => set.extend((0..=i.p3).map(|n| (i.p2 + n, get(i.p1 + n)))),
            "Move" => set.extend((0..i.p3).map(|n| (i.p2 + n, get(i.p1 + n)))),
            "SCopy" => set.push((i.p2, get(i.p1))),
            "Concat" => set.push((i.p3, value(i.p1).with(value(i.p2), Kinds::TEXT).into())),
            "Add" | "Subtract" | "Multiply" => {
                let kinds = match (value(i.p1).kinds, value(i.p2).kinds) {
                    (Kinds::INTEGER, Kinds::INTEGER) => Kinds::INTEGER,
                    (Kinds::REAL, Kinds::INTEGER | Kinds::REAL) | (Kinds::INTEGER, Kinds::REAL) => Kinds::REAL,
                    _ => Kinds::ANY,
                };
                set.push((i.p3, value(i.p1).with(value(i.p2), kinds).into()));
            }
            "Divide" | "Remainder" => {
                let is_whole = value(i.p1).kinds == Kinds::INTEGER && value(i.p2).kinds == Kinds::INTEGER;
                let kinds = if is_whole { Kinds::INTEGER } else { Kinds::ANY };
                set.push((i.p3, Value { kinds, may_be_null: true }.into()));
            }
            "BitAnd" | "BitOr" | "ShiftLeft" | "ShiftRight" | "And" | "Or" => {
                set.push((i.p3, value(i.p1).with(value(i.p2), Kinds::INTEGER).into()));
            }
            "Not" | "BitNot" | "IsTrue" => set.push((i.p2, Value { kinds: Kinds::INTEGER, ..value(i.p1) }.into())),
            "ZeroOrNull" => set.push((i.p2, Value { kinds: Kinds::INTEGER, may_be_null: true }.into())),
            "HaltIfNull" => {
                let held = get(i.p3);
                set.push((i.p3, Register { value: held.value.not_null(), ..held }));
            }
            "MustBeInt" if i.p2 == 0 => set.push((i.p1, Value::of(Kinds::INTEGER).into())),
            "RealAffinity" => {
                let kinds = if value(i.p1).kinds == Kinds::INTEGER { Kinds::REAL } else { value(i.p1).kinds };
                set.push((i.p1, Value { kinds, ..value(i.p1) }.into()));
            }
            "Cast" => set.push((i.p1, Value { kinds: Kinds::of_cast(i.p2), ..value(i.p1) }.into())),
            "Function" | "PureFunc" => {
                let (name, count) = effect::function(&i.p4)?;
                let arguments: Vec<Value> = (0..count).map(|n| value(i.p2 + n)).collect();
                set.push((i.p3, after_function(name, &arguments).into()));
            }
            "AggStep" => {
                let known = self.steps.entry(i.p3).or_default();
                let joined = known.or(register(state, i.p2).value);
                self.is_changed |= *known != joined;
                *known = joined;
            }
            "AggFinal" | "AggValue" => {
                let to = if i.name == "AggValue" { i.p3 } else { i.p1 };
                let (name, _) = effect::function(&i.p4)?;
                set.push((to, after_aggregate(name, self.steps.get(&i.p1).copied().unwrap_or_default()).into()));
            }
            "Rowid" | "IdxRowid" => {
                let may_be_null = self.has_null_row(i.p1);
                set.push((i.p2, Value { kinds: Kinds::INTEGER, may_be_null }.into()));
            }
            "Column" => set.push((i.p3, self.column(i.p1, i.p2).into())),
            "MakeRecord" => {
                let held: Vec<Value> = (0..i.p2).map(|n| value(i.p1 + n)).collect();
                let known = self.records.entry(at).or_default();
                self.is_changed |= join_all(known, &held);
                set.push((i.p3, Register { value: Value::of(Kinds::BLOB), made_at: vec![at] }));
            }
            "SorterInsert" | "IdxInsert" | "Insert" => {
                let made_at = register(state, i.p2).made_at;
                self.insert(i.p1, &made_at);
            }
            "SorterData" => {
                let held = self.cursors.get(&i.p1).cloned().unwrap_or_default();
                self.is_changed |= join_all(self.cursors.entry(i.p3).or_default(), &held);
                set.push((i.p2, Value::of(Kinds::BLOB).into()));
            }
            "OpenDup" => {
                let joined = [i.p1, i.p2].map(|cursor| self.cursors.get(&cursor).cloned().unwrap_or_default());
                for cursor in [i.p1, i.p2] {
                    for held in &joined {
                        self.is_changed |= join_all(self.cursors.entry(cursor).or_default(), held);
                    }
                }
            }
            "ResultRow" => {
                let held: Vec<Value> = (0..i.p2).map(|n| value(i.p1 + n)).collect();
                self.is_changed |= join_all(&mut self.results, &held);
            }
            name if effect::is_harmless(name) => {}
            _ => return None,
        }
        for (to, register) in set {
            *state.get_mut(usize::try_from(to).ok().filter(|to| *to < self.width)?)? = register;
        }
        Some(())
    }

    /// Whether an instruction empties the aggregates of a group, which are filled before they are read.
    fn is_reset(&self, at: usize) -> bool {
        let after = self.program.iter().skip(at + 1).find(|i| !matches!(i.name.as_str(), "Integer" | "OpenEphemeral"));
        self.is_grouped && after.is_some_and(|i| matches!(i.name.as_str(), "Return" | "Gosub"))
    }

    fn has_null_row(&self, cursor: i64) -> bool {
        self.program.iter().any(|i| i.name == "NullRow" && i.p1 == cursor)
    }

    fn column(&self, cursor: i64, number: i64) -> Value {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let value = match self.pages.get(&cursor) {
            Some(page) => self
                .stored
                .get(page)
                .and_then(|columns| columns.get(number))
                .map(|column| Value { kinds: column.kinds, may_be_null: !column.is_required }),
            // Nothing yet: it is asked again as long as there is something new.
            None => self.cursors.get(&cursor).map(|held| held.get(number).copied().unwrap_or_default()),
        };
        let value = value.unwrap_or(if self.is_filled(cursor) { Value::default() } else { Value::ANYTHING });
        Value { may_be_null: value.may_be_null || self.has_null_row(cursor), ..value }
    }

    /// Whether a cursor is one that the program fills.
    fn is_filled(&self, cursor: i64) -> bool {
        const OPENING: [&str; 5] = ["OpenEphemeral", "OpenAutoindex", "OpenPseudo", "SorterOpen", "OpenDup"];
        self.program.iter().any(|i| i.p1 == cursor && OPENING.contains(&i.name.as_str()))
    }

    fn insert(&mut self, cursor: i64, made_at: &[usize]) {
        for made in made_at {
            let held = self.records.get(made).cloned().unwrap_or_default();
            self.is_changed |= join_all(self.cursors.entry(cursor).or_default(), &held);
        }
        if made_at.is_empty() {
            let known = self.cursors.entry(cursor).or_default();
            let anything = vec![Value::ANYTHING; known.len().max(64)];
            self.is_changed |= join_all(known, &anything);
        }
    }
}

/// Joins values place by place; whether anything was new.
fn join_all(known: &mut Vec<Value>, new: &[Value]) -> bool {
    let mut is_changed = known.len() < new.len();
    known.resize(known.len().max(new.len()), Value::default());
    for (known, new) in known.iter_mut().zip(new) {
        let joined = known.or(*new);
        is_changed |= *known != joined;
        *known = joined;
    }
    is_changed
}
