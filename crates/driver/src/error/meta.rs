//! `meta` of an error: the keys of Prisma 6 and of Prisma 7 (`driverAdapterError`) in one object, so that code
//! written for either finds what it looks for (client.md 6.2).

use serde_json::{Map, Value, json};

use super::{Code, Constraint, Error, ServerError};

impl Error {
    /// The error's `meta`, without `modelName`: that is known to the caller only.
    #[must_use]
    pub fn meta(&self) -> Map<String, Value> {
        let mut meta = Map::new();
        let e = &*self.0;
        let message = || e.server.as_ref().map_or_else(|| e.message.clone(), |s| s.message.clone());
        match e.code {
            Code::P2000 => {
                let column = e.column.clone().unwrap_or_else(|| "(not available)".to_owned());
                meta.insert("column_name".to_owned(), column.into());
            }
            Code::P2002 => {
                let target = match &e.constraint {
                    Some(c) => c.fields().map(|f| json!(f)).or_else(|| c.index().map(|i| json!(i))),
                    None => None,
                };
                meta.insert("target".to_owned(), target.unwrap_or(Value::Null));
                put(&mut meta, "constraint", e.constraint.as_ref().and_then(Constraint::index));
                put(&mut meta, "table", e.table.as_deref());
            }
            Code::P2003 => {
                let field = match &e.constraint {
                    Some(Constraint::Fields(fields)) => fields.join(", "),
                    Some(Constraint::Index(index) | Constraint::Named { index, .. }) => format!("{index} (index)"),
                    Some(Constraint::ForeignKey) => "foreign key".to_owned(),
                    None => "(not available)".to_owned(),
                };
                meta.insert("field_name".to_owned(), field.into());
                put(&mut meta, "constraint", e.constraint.as_ref().and_then(Constraint::index));
                put(&mut meta, "table", e.table.as_deref());
            }
            Code::P2007 => {
                meta.insert("database_error".to_owned(), message().into());
            }
            Code::P2010 | Code::P2039 => {
                let said = e.server.as_ref().map(|server| server.code.as_str());
                meta.insert("code".to_owned(), said.or(e.foreseen).unwrap_or("N/A").into());
                meta.insert("message".to_owned(), message().into());
            }
            Code::P2011 => {
                let fields = e.constraint.as_ref().and_then(Constraint::fields);
                meta.insert("constraint".to_owned(), fields.map_or_else(|| json!("(not available)"), |f| json!(f)));
                put(&mut meta, "table", e.table.as_deref());
            }
            Code::P2020 => {
                meta.insert("details".to_owned(), message().into());
            }
            Code::P2021 => put(&mut meta, "table", e.table.as_deref().or(Some("(not available)"))),
            Code::P2022 => put(&mut meta, "column", e.column.as_deref().or(Some("(not available)"))),
            Code::P2023 | Code::P2037 => {
                meta.insert("message".to_owned(), message().into());
            }
            Code::P2028 => {
                meta.insert("error".to_owned(), e.message.clone().into());
            }
            _ => {}
        }
        for (key, value) in &e.extra {
            meta.insert(key.clone(), value.clone());
        }
        let foreseen = || {
            let code = e.foreseen.filter(|_| e.code == Code::P2010)?.to_owned();
            Some(ServerError {
                code,
                severity: "ERROR".to_owned(),
                message: e.message.clone(),
                ..ServerError::default()
            })
        };
        let said = e.server.clone().or_else(foreseen);
        if let Some(cause) = said.and_then(|said| self.adapter_cause(&said)) {
            meta.insert("driverAdapterError".to_owned(), json!({ "name": "DriverAdapterError", "cause": cause }));
        }
        meta
    }

    /// The `cause` that Prisma 7 hangs below `driverAdapterError`.
    fn adapter_cause(&self, server: &ServerError) -> Option<Map<String, Value>> {
        let e = &*self.0;
        let mut cause = Map::new();
        cause.insert("originalCode".to_owned(), server.code.clone().into());
        cause.insert("originalMessage".to_owned(), server.message.clone().into());
        let kind = match e.what.unwrap_or(e.code) {
            Code::P1000 => "AuthenticationFailed",
            Code::P1003 => "DatabaseDoesNotExist",
            Code::P1008 => "SocketTimeout",
            Code::P1009 => "DatabaseAlreadyExists",
            Code::P1010 => "DatabaseAccessDenied",
            Code::P1011 => "TlsConnectionError",
            Code::P1017 => "ConnectionClosed",
            Code::P2000 => "LengthMismatch",
            Code::P2002 => "UniqueConstraintViolation",
            Code::P2003 => "ForeignKeyConstraintViolation",
            // Of PostgreSQL's faults of values it is for this one only.
            Code::P2007 | Code::P2023 if server.code.len() != 5 || server.code == "22P02" => "InvalidInputValue",
            Code::P2011 => "NullConstraintViolation",
            Code::P2020 => "ValueOutOfRange",
            Code::P2021 => "TableDoesNotExist",
            Code::P2022 => "ColumnNotFound",
            Code::P2034 => "TransactionWriteConflict",
            Code::P2037 => "TooManyConnections",
            Code::P2007 | Code::P2010 | Code::P2023 | Code::P2039 => {
                let kind = if server.code.len() == 5 { "postgres" } else { "sqlite" };
                cause.insert("code".to_owned(), server.code.clone().into());
                cause.insert("severity".to_owned(), server.severity.clone().into());
                cause.insert("message".to_owned(), server.message.clone().into());
                put(&mut cause, "detail", server.detail.as_deref());
                put(&mut cause, "column", server.column.as_deref());
                put(&mut cause, "hint", server.hint.as_deref());
                kind
            }
            _ => return None,
        };
        cause.insert("kind".to_owned(), kind.into());
        match &e.constraint {
            Some(Constraint::Fields(fields)) => {
                cause.insert("constraint".to_owned(), json!({ "fields": fields }));
            }
            Some(Constraint::Index(index) | Constraint::Named { index, .. }) => {
                cause.insert("constraint".to_owned(), json!({ "index": index }));
            }
            Some(Constraint::ForeignKey) => {
                cause.insert("constraint".to_owned(), json!({ "foreignKey": {} }));
            }
            None => {}
        }
        put(&mut cause, "table", e.table.as_deref());
        put(&mut cause, "column", e.column.as_deref());
        Some(cause)
    }
}

fn put(meta: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        meta.insert(key.to_owned(), value.into());
    }
}
