//! A request in JSON → the tree and its values.

use nicol_catalog::Dialect;
use nicol_model::names::nearest;
use nicol_model::{DataModel, Field, FieldId, Model, ModelId};
use serde_json::{Map, Value as Json};

use super::error::{InputError, InputErrorKind, Path};
use super::known::{Known, KnownKey};
use super::omit::Omit;
use super::place::{self, Place};
use super::template::Origin;
use super::value::{describe, is_absent};
use crate::ast::{Action, Operation, Param};
use crate::request::{Request, encode, encode_in_order};
use crate::surface::Surface;

pub(super) type Result<T, E = InputError> = std::result::Result<T, E>;
pub(super) type Object = Map<String, Json>;

/// A request that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub request: Request,
    pub model: ModelId,
    pub action: Action,
    pub form: Form,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{"data": {action: …}}`, all values tagged as Prisma tags them.
    Protocol,
    /// What the client's method gives.
    Call,
    /// The same, of `count` without `select`: a number.
    CountNumber,
    /// The same, of `count` with `select`: the object of counts.
    CountObject,
    /// The same, of an aggregate with `_count: true`: a number in its place.
    CountTrue,
}

/// What reading keeps track of.
#[derive(Debug)]
pub(super) struct Reader<'m> {
    pub(super) surface: Surface<'m>,
    /// The database that the request goes to.
    pub(super) dialect: Dialect,
    /// What the client leaves out.
    pub(super) omit: &'m Omit,
    known: &'m Known,
    values: Vec<Vec<u8>>,
    /// What each of them was made of, where it is known.
    pub(super) origins: Vec<Option<Origin>>,
    /// Whether the request has the form of the protocol, where a tagged `Json` holds its text.
    pub(super) is_protocol: bool,
}

/// How deep a request may nest: it is walked by recursion. Far more than the levels of a request that can be planned.
const MAX_DEPTH: usize = 300;

/// Whether it nests deeper; found without recursion.
fn is_deeper(value: &Json, limit: usize) -> bool {
    let mut left = vec![(value, 0)];
    while let Some((value, depth)) = left.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Json::Array(list) => left.extend(list.iter().map(|inner| (inner, depth + 1))),
            Json::Object(object) => left.extend(object.values().map(|inner| (inner, depth + 1))),
            _ => {}
        }
    }
    false
}

/// Reads a request in either form; `omit` is what the client leaves out of results.
///
/// # Errors
/// If it does not fit the data model, or what the database can do.
pub fn read(model: &DataModel, dialect: Dialect, omit: &Omit, request: &Json) -> Result<Call> {
    read_knowing(model, dialect, omit, &Known::default(), request)
}

/// The same for who reads many requests to one data model: what the first ones found out is `known` to the later ones.
///
/// # Errors
/// As [`read`].
pub fn read_knowing(model: &DataModel, dialect: Dialect, omit: &Omit, known: &Known, request: &Json) -> Result<Call> {
    let (reader, operation, form) = read_operation(model, dialect, omit, known, request)?;
    let request = encode(&operation, &reader.values);
    Ok(Call { request, model: operation.model, action: operation.action, form })
}

/// Reads a call, and what its values were made of in the order of the request's values.
pub(super) fn read_tracing(
    model: &DataModel,
    dialect: Dialect,
    omit: &Omit,
    known: &Known,
    request: &Json,
) -> Result<(Call, Vec<Option<Origin>>)> {
    let (reader, operation, form) = read_operation(model, dialect, omit, known, request)?;
    let (request, order) = encode_in_order(&operation, &reader.values);
    let origins = order.iter().map(|Param(number)| reader.origins.get(usize::from(*number)).copied().flatten());
    Ok((Call { request, model: operation.model, action: operation.action, form }, origins.collect()))
}

fn read_operation<'m>(
    model: &'m DataModel,
    dialect: Dialect,
    omit: &'m Omit,
    known: &'m Known,
    request: &Json,
) -> Result<(Reader<'m>, Operation, Form)> {
    let surface = Surface::new(model);
    let (values, origins) = (Vec::new(), Vec::new());
    let mut reader = Reader { surface, dialect, omit, known, values, origins, is_protocol: false };
    let root = Path::Root;
    if is_deeper(request, MAX_DEPTH) {
        let message = format!("the request nests deeper than {MAX_DEPTH} levels: ask for less at a time");
        return Err(root.error(InputErrorKind::InputError, message));
    }
    let object = request.as_object().ok_or_else(|| {
        root.error(InputErrorKind::Request, "a request is a JSON object with `modelName`, `action` and `query`")
    })?;
    // A request that names its model in the way of one form, and lacks the rest, is of that form.
    let protocol = object.contains_key("query") || object.contains_key("modelName");
    reader.is_protocol = protocol;
    let key = if protocol { "modelName" } else { "model" };
    let name = object.get(key).and_then(Json::as_str).ok_or_else(|| {
        let raw = match object.get("action").and_then(Json::as_str) {
            Some("queryRaw" | "$queryRaw" | "executeRaw" | "$executeRaw") => {
                "; raw SQL is {\"action\": \"$queryRawUnsafe\", \"args\": [SQL, VALUE, ...]}, or $executeRawUnsafe"
            }
            _ => "",
        };
        root.error(InputErrorKind::Request, format!("the request does not name its model: give `{key}`{raw}"))
    })?;
    let model_id = reader.find_model(name)?;
    let word = object.get("action").and_then(Json::as_str).unwrap_or_default();
    let (action, counts) = action_of(word, protocol).ok_or_else(|| {
        let message = match nearest(word, ACTIONS.iter().map(|(c, p, _)| if protocol { *p } else { *c })) {
            Some(near) => format!("there is no action `{word}`: did you mean `{near}`?"),
            None => format!("there is no action `{word}`"),
        };
        root.error(InputErrorKind::Request, message)
    })?;
    if !reader.surface.has_operation(model_id, place::operation(action)) {
        let model = reader.model(model_id);
        let message = match action {
            Action::FindUnique | Action::FindUniqueOrThrow => {
                format!("`{name}` has no `{word}`, because nothing in it is unique: use `findFirst`")
            }
            _ if model.is_view => format!("`{name}` is a view and has no `{word}`: it can only be read"),
            _ => format!("`{name}` has no `{word}`: a required field of it has a type that clients don't know"),
        };
        return Err(root.error(InputErrorKind::Request, message));
    }
    let mut operation = Operation::new(action, model_id);
    let empty = Object::new();
    let form = if protocol {
        let query = object.get("query").and_then(Json::as_object).unwrap_or(&empty);
        let arguments = query.get("arguments").and_then(Json::as_object).unwrap_or(&empty);
        let selection = query.get("selection").and_then(Json::as_object).unwrap_or(&empty);
        reader.arguments(&mut operation, arguments, |_| false, &root)?;
        reader.protocol_selection(&mut operation, selection, &root)?;
        Form::Protocol
    } else {
        let args = match object.get("args") {
            None | Some(Json::Null) => &empty,
            Some(args) => args.as_object().ok_or_else(|| {
                root.error(InputErrorKind::InvalidArgumentType, format!("expected arguments, got {}", describe(args)))
            })?,
        };
        reader.call(&mut operation, args, counts, &root)?
    };
    Ok((reader, operation, form))
}

/// The name of a method, of the protocol, and the action.
const ACTIONS: [(&str, &str, Action); 17] = [
    ("findUnique", "findUnique", Action::FindUnique),
    ("findUniqueOrThrow", "findUniqueOrThrow", Action::FindUniqueOrThrow),
    ("findFirst", "findFirst", Action::FindFirst),
    ("findFirstOrThrow", "findFirstOrThrow", Action::FindFirstOrThrow),
    ("findMany", "findMany", Action::FindMany),
    ("create", "createOne", Action::Create),
    ("createMany", "createMany", Action::CreateMany),
    ("createManyAndReturn", "createManyAndReturn", Action::CreateManyAndReturn),
    ("update", "updateOne", Action::Update),
    ("updateMany", "updateMany", Action::UpdateMany),
    ("updateManyAndReturn", "updateManyAndReturn", Action::UpdateManyAndReturn),
    ("upsert", "upsertOne", Action::Upsert),
    ("delete", "deleteOne", Action::Delete),
    ("deleteMany", "deleteMany", Action::DeleteMany),
    ("aggregate", "aggregate", Action::Aggregate),
    ("groupBy", "groupBy", Action::GroupBy),
    ("count", "aggregate", Action::Aggregate),
];

/// The action of a name, and whether it is `count`.
fn action_of(name: &str, protocol: bool) -> Option<(Action, bool)> {
    let found =
        ACTIONS.iter().find(|(call, in_protocol, _)| if protocol { *in_protocol == name } else { *call == name });
    found.map(|(call, _, action)| (*action, *call == "count"))
}

/// The protocol's name of an action.
pub(super) fn protocol_name(action: Action) -> &'static str {
    ACTIONS.iter().find(|(.., a)| *a == action).map_or("", |(_, name, _)| name)
}

impl<'m> Reader<'m> {
    fn find_model(&self, name: &str) -> Result<ModelId> {
        let models = &self.surface.model.models;
        self.surface.model.find_model(name).ok_or_else(|| {
            let message = match nearest(name, models.iter().map(|m| m.name.as_str())) {
                Some(near) => format!("there is no model `{name}`: did you mean `{near}`?"),
                None => format!("there is no model `{name}`"),
            };
            Path::Root.error(InputErrorKind::Request, message)
        })
    }

    pub(super) fn model(&self, id: ModelId) -> &'m Model {
        self.surface.model.model(id)
    }

    pub(super) fn field(&self, model: ModelId, field: FieldId) -> &'m Field {
        self.model(model).field(field)
    }

    /// Keeps a value, and what it was made of.
    pub(super) fn param(&mut self, value: Vec<u8>, origin: Option<Origin>, path: &Path<'_>) -> Result<Param> {
        let number = u16::try_from(self.values.len()).map_err(|_| {
            path.error(InputErrorKind::ValueTooLarge, "the request holds more than 65535 values: split it")
        })?;
        self.values.push(value);
        self.origins.push(origin);
        Ok(Param(number))
    }

    /// An object of an input type: its keys are known, and those that it needs are there.
    pub(super) fn object<'v>(&self, value: &'v Json, input: Place, path: &Path<'_>) -> Result<&'v Object> {
        let object = value.as_object().filter(|o| !o.contains_key("$type")).ok_or_else(|| {
            path.error(InputErrorKind::InvalidArgumentType, format!("expected an object, got {}", describe(value)))
        })?;
        self.check(object, input, path)?;
        Ok(object)
    }

    /// Checks the keys of an object.
    pub(super) fn check(&self, object: &Object, input: Place, path: &Path<'_>) -> Result<()> {
        self.check_but(object, |_| false, input, path)
    }

    /// Checks the keys of an object, without those that stand there for something else.
    pub(super) fn check_but(
        &self,
        object: &Object,
        is_other: impl Fn(&str) -> bool,
        input: Place,
        path: &Path<'_>,
    ) -> Result<()> {
        let keys = self.known.keys(input, &self.surface);
        for (key, value) in object {
            if !is_absent(value) && !is_other(key) && !keys.iter().any(|k| *k.name == **key) {
                let expected = input.expected(&self.surface, object);
                return Err(unknown(key, keys.iter().map(|k| &*k.name), input, path).with_expected(expected));
            }
        }
        for KnownKey { name, .. } in keys.iter().filter(|k| k.is_required) {
            if object.get(&**name).is_none_or(is_absent) {
                let message = format!("`{name}` is missing: it is required here");
                let mut expected = input.expected(&self.surface, object);
                expected.retain(|key| *key.name == **name);
                let missing = path.name(name).error(InputErrorKind::RequiredArgumentMissing, message);
                return Err(missing.with_expected(expected));
            }
        }
        Ok(())
    }

    /// The entries of an object, without those that are `undefined`.
    pub(super) fn entries(object: &Object) -> impl Iterator<Item = (&String, &Json)> {
        object.iter().filter(|(_, v)| !is_absent(v))
    }

    /// An entry, unless it is absent.
    pub(super) fn get<'v>(object: &'v Object, key: &str) -> Option<&'v Json> {
        object.get(key).filter(|v| !is_absent(v))
    }

    /// The elements of a list, or the only one.
    pub(super) fn elements<'v>(value: &'v Json, path: &Path<'_>) -> Result<Vec<&'v Json>> {
        match value {
            Json::Array(list) => {
                if let Some(index) = list.iter().position(is_absent) {
                    return Err(path
                        .index(index)
                        .error(InputErrorKind::InvalidArgumentValue, "a list can't hold `undefined`"));
                }
                Ok(list.iter().collect())
            }
            one => Ok(vec![one]),
        }
    }
}

pub(super) fn unknown<'n>(
    key: &str,
    names: impl Iterator<Item = &'n str> + Clone,
    input: Place,
    path: &Path<'_>,
) -> InputError {
    let message = match nearest(key, names.clone()) {
        Some(near) => format!("`{key}` is not known here: did you mean `{near}`?"),
        None => {
            let names: Vec<&str> = names.collect();
            if names.is_empty() {
                format!("`{key}` is not known here: nothing can be given")
            } else {
                format!("`{key}` is not known here: possible are {}", names.join(", "))
            }
        }
    };
    let kind = if input.is_arguments() { InputErrorKind::UnknownArgument } else { InputErrorKind::UnknownInputField };
    path.name(key).error(kind, message)
}
