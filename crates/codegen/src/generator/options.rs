//! The two requests. The second one holds whole DMMF, so it is written as it goes and is never one text.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::config::{Datasource, Generator};
use crate::typescript::TypedQuery;

/// What a generator gets beside DMMF.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The schema's text: formatted, its files joined.
    pub datamodel: &'a str,
    pub datasources: &'a [Datasource],
    pub generator: &'a Generator,
    /// Every other block, whoever runs it.
    pub other_generators: Vec<&'a Generator>,
    /// The schema's file or folder, absolute.
    pub schema_path: &'a str,
    pub allows_no_models: bool,
    /// What only Prisma 6 says.
    pub of_six: Option<OfSix>,
    /// What `--sql` has read.
    pub typed_sql: &'a [TypedQuery],
    /// Engines that the manifest asks for, by kind and by platform. `None` when it asks for none.
    pub binary_paths: Option<Map<String, Value>>,
}

/// What only Prisma 6 says to generators.
#[derive(Debug, Clone, Default)]
pub struct OfSix {
    pub is_postinstall: bool,
    pub is_without_engine: bool,
    pub env_paths: EnvPaths,
}

/// The env files that Prisma 6 knows of.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvPaths {
    pub root_env_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_env_path: Option<String>,
}

/// The request for the manifest, with the line's end. The generator's output is as written in the schema.
///
/// # Errors
/// None that a block could cause.
pub fn get_manifest(id: u64, generator: &Generator) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(512);
    begin(&mut out, "getManifest")?;
    serde_json::to_writer(&mut out, generator)?;
    end(&mut out, id)?;
    Ok(out)
}

/// Writes the request to generate, with the line's end. `dmmf` writes whole DMMF.
///
/// # Errors
/// What the writer reports.
pub fn generate<W: Write>(
    out: &mut W,
    id: u64,
    options: &Options<'_>,
    dmmf: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> io::Result<()> {
    begin(out, "generate")?;
    out.write_all(b"{\"datamodel\":")?;
    serde_json::to_writer(&mut *out, options.datamodel)?;
    field(out, "datasources", options.datasources)?;
    field(out, "generator", options.generator)?;
    out.write_all(b",\"dmmf\":")?;
    let mut sink = Sink { out: &mut *out, failure: None };
    if dmmf(&mut sink).is_err() {
        return Err(sink.failure.unwrap_or_else(|| io::Error::other("DMMF can't be written")));
    }
    field(out, "otherGenerators", &options.other_generators)?;
    field(out, "schemaPath", options.schema_path)?;
    field(out, "version", super::RELEASE)?;
    if let Some(six) = &options.of_six {
        field(out, "postinstall", &six.is_postinstall)?;
        field(out, "noEngine", &six.is_without_engine)?;
    }
    field(out, "allowNoModels", &options.allows_no_models)?;
    if let Some(six) = &options.of_six {
        field(out, "envPaths", &six.env_paths)?;
    }
    if !options.typed_sql.is_empty() {
        field(out, "typedSql", options.typed_sql)?;
    }
    if let Some(paths) = &options.binary_paths {
        field(out, "binaryPaths", paths)?;
    }
    out.write_all(b"}")?;
    end(out, id)
}

/// Text on its way to a stream, whose failure `fmt` has no word for.
struct Sink<'a, W> {
    out: &'a mut W,
    failure: Option<io::Error>,
}

impl<W: Write> fmt::Write for Sink<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|failure| {
            self.failure = Some(failure);
            fmt::Error
        })
    }
}

fn begin(out: &mut impl Write, method: &str) -> io::Result<()> {
    write!(out, "{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":")
}

fn field<T: Serialize + ?Sized>(out: &mut impl Write, key: &str, value: &T) -> io::Result<()> {
    write!(out, ",\"{key}\":")?;
    Ok(serde_json::to_writer(out, value)?)
}

fn end(out: &mut impl Write, id: u64) -> io::Result<()> {
    writeln!(out, ",\"id\":{id}}}")
}
