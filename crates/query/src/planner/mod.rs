//! Request → plan.

mod aggregate;
mod data;
mod delete;
mod emulate;
mod error;
mod failures;
mod filter;
mod fusion;
mod gather;
mod insert;
mod json_filter;
mod nested;
mod order;
mod read;
mod relation;
mod rows;
mod select;
mod sequence;
mod tree;
mod update;
mod upsert;

use nicol_catalog::{Capabilities, Dialect};
use nicol_model::{DataModel, Field, FieldId, Model, ModelId};

pub use error::PlanError;
use relation::Rel;
use sequence::Sequence;

use crate::ast::{Action, LoadStrategy, Operation};
use crate::plan::{Plan, ResultShape, Shortcut, Slot, Statement, Step};
use crate::request::decode;
use crate::sql::Sql;
use crate::surface::Features;

/// The database that a plan is for, as far as statements depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub dialect: Dialect,
    /// The schema of what has no `@@schema` (PostgreSQL): with it, no statement depends on the connection's `search_path`,
    /// which poolers share among those who use them.
    pub namespace: Option<&'a str>,
    /// The configuration of full-text search (PostgreSQL). With it, columns are searched by the expression that an index
    /// can be made of; without it as Prisma does, by the session's configuration and without any index.
    pub search_config: Option<&'a str>,
    /// Times are compared, ordered and grouped by what they mean, whatever form they are stored in (SQLite), by
    /// [`TIME_OF`](crate::TIME_OF). Without it they are compared as they are stored, as Prisma does, and indexes serve.
    pub mixed_dates: bool,
}

impl Target<'_> {
    /// A database with nothing said of it.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, namespace: None, search_config: None, mixed_dates: false }
    }
}

/// Plans a request, given its shape.
///
/// # Errors
/// If the shape is none, does not fit the data model, or asks for what the database can't do.
pub fn plan(model: &DataModel, target: Target<'_>, shape: &[u32]) -> Result<Plan, PlanError> {
    plan_operation(model, target, &decode(shape)?)
}

/// Plans a request, given its tree.
///
/// # Errors
/// If the tree does not fit the data model, or asks for what the database can't do.
pub fn plan_operation(model: &DataModel, target: Target<'_>, operation: &Operation) -> Result<Plan, PlanError> {
    let Target { dialect, namespace, search_config, mixed_dates } = target;
    let capabilities = Capabilities::of(dialect);
    // Prisma joins where its preview feature is on; where it is not, a request can't ask for it.
    let joins = capabilities.lateral
        && match operation.load {
            Some(strategy) => strategy == LoadStrategy::Join,
            None => Features::of(model).load_strategy,
        };
    let mut planner = Planner {
        schema: model,
        dialect,
        namespace,
        search_config,
        mixed_dates,
        capabilities,
        keys_are_lists: joins || operation.is_gathered,
        steps: Vec::new(),
        slots: 0,
        writes: 0,
        sequence: Sequence::of(model, operation)?,
        shortcut: None,
        upsert: None,
        nothing_if_zero: None,
    };
    let mut result = planner.operation(operation)?;
    if operation.is_gathered {
        result = planner.gathered(result)?;
    }
    let statements = planner.steps.iter().map(count_statements).sum::<usize>();
    let mut attempt = planner.attempt(&result).map(Box::new);
    if let Some(attempt) = attempt.as_deref_mut().filter(|_| joins) {
        attempt.steps = tree::join(std::mem::take(&mut attempt.steps));
    }
    Ok(Plan {
        needs_transaction: planner.writes > 0 && statements > 1,
        steps: if joins { tree::join(planner.steps) } else { planner.steps },
        slots: planner.slots,
        result,
        attempt,
        shortcut: planner.shortcut.map(Box::new),
        nothing_if_zero: planner.nothing_if_zero,
    })
}

/// How many statements a step may run.
fn count_statements(step: &Step) -> usize {
    match step {
        Step::Query { .. } | Step::Execute { .. } | Step::Children { .. } | Step::Tree { .. } => 1,
        Step::EachRow { .. } => 2,
        Step::Branch { if_rows, if_none, .. } => {
            let count = |steps: &[Step]| steps.iter().map(count_statements).sum::<usize>();
            count(if_rows) + count(if_none)
        }
        Step::Require { .. } | Step::Trim { .. } | Step::CountRows { .. } | Step::Copy { .. } => 0,
    }
}

/// What planning keeps track of.
struct Planner<'m> {
    schema: &'m DataModel,
    dialect: Dialect,
    namespace: Option<&'m str>,
    search_config: Option<&'m str>,
    mixed_dates: bool,
    capabilities: Capabilities,
    /// Related records are looked for in lists of keys only: in the place of each list rows of the same statement are put.
    keys_are_lists: bool,
    steps: Vec<Step>,
    slots: u16,
    /// How many statements write.
    writes: usize,
    /// When the parts of nested writes are done.
    sequence: Sequence,
    shortcut: Option<Shortcut>,
    upsert: Option<UpsertAtOnce>,
    nothing_if_zero: Option<crate::ast::Param>,
}

/// The first steps of an upsert in a form that is right only if nothing comes between them: the UPDATE itself looks for the
/// record.
struct UpsertAtOnce {
    /// How many of the steps they stand for.
    instead_of: usize,
    steps: Vec<Step>,
}

type Result<T, E = PlanError> = std::result::Result<T, E>;

impl<'m> Planner<'m> {
    fn operation(&mut self, operation: &Operation) -> Result<ResultShape> {
        self.model(operation.model)?;
        match operation.action {
            Action::FindUnique
            | Action::FindUniqueOrThrow
            | Action::FindFirst
            | Action::FindFirstOrThrow
            | Action::FindMany => self.find(operation),
            Action::Create => self.create(operation),
            Action::CreateMany | Action::CreateManyAndReturn => self.create_many(operation),
            Action::Update => self.update_one(operation),
            Action::UpdateMany | Action::UpdateManyAndReturn => self.update_many(operation),
            Action::Upsert => self.upsert_one(operation),
            Action::Delete => self.delete_one(operation),
            Action::DeleteMany => self.delete_many(operation),
            Action::Aggregate => self.aggregate(operation),
            Action::GroupBy => self.group_by(operation),
        }
    }

    fn slot(&mut self) -> Slot {
        self.slots += 1;
        Slot(self.slots - 1)
    }

    fn sql(&self) -> Sql<'m> {
        Sql::new(self.schema, self.dialect, self.namespace, self.mixed_dates)
    }

    /// Adds a statement whose rows are kept.
    fn query(&mut self, statement: Statement) -> Slot {
        let into = self.slot();
        self.steps.push(Step::Query { statement, into });
        into
    }

    /// Adds a statement that writes and returns rows.
    fn write_query(&mut self, statement: Statement) -> Slot {
        self.writes += 1;
        self.query(statement)
    }

    /// Adds a statement that writes.
    fn execute(&mut self, statement: Statement, counts: bool) {
        self.writes += 1;
        self.steps.push(Step::Execute { statement, counts });
    }

    /// Collects the steps that `plan` adds, instead of adding them.
    fn steps_of(&mut self, plan: impl FnOnce(&mut Self) -> Result<()>) -> Result<Vec<Step>> {
        let outer = std::mem::take(&mut self.steps);
        let result = plan(self);
        let inner = std::mem::replace(&mut self.steps, outer);
        result.map(|()| inner)
    }

    fn model(&self, id: ModelId) -> Result<&'m Model> {
        self.schema.models.get(id.index()).ok_or(PlanError::UnknownModel)
    }

    fn field(&self, model: ModelId, id: FieldId) -> Result<&'m Field> {
        self.model(model)?.fields.get(id.index()).ok_or(PlanError::UnknownField)
    }

    /// A field that is a column.
    fn column(&self, model: ModelId, id: FieldId) -> Result<&'m Field> {
        let field = self.field(model, id)?;
        if field.is_column() { Ok(field) } else { Err(PlanError::NotAColumn { field: field.name.clone() }) }
    }

    fn relation(&self, model: ModelId, field: FieldId) -> Result<Rel<'m>> {
        Rel::of(self.schema, model, field)
    }

    /// The fields that tell records apart: the primary key, else the first unique.
    fn key(&self, model: ModelId) -> Result<&'m [FieldId]> {
        let model = self.model(model)?;
        if !model.primary_key.is_empty() {
            return Ok(&model.primary_key);
        }
        let unique = model.uniques.iter().find(|u| {
            u.fields
                .iter()
                .all(|f| model.fields.get(f.index()).is_some_and(|f| f.arity == nicol_model::Arity::Required))
        });
        match unique.or(model.uniques.first()) {
            Some(unique) => Ok(&unique.fields),
            None => Err(PlanError::NoKey { model: model.name.clone() }),
        }
    }
}
