//! Rows for the tables of a catalog.

use nicol_catalog::{Catalog, Column, ColumnArity, ColumnType, Dialect, PostgresType, SqliteType, Table};

/// What a table's rows are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filling {
    /// No rows.
    None,
    /// Every column has a value, another one in each row.
    Values,
    /// The same value in each row, but where that is impossible.
    Duplicates,
    /// NULL wherever that is possible.
    Nulls,
    /// A row with values, a row with NULLs.
    Mixed,
}

pub(super) const FILLINGS: [Filling; 5] =
    [Filling::None, Filling::Values, Filling::Duplicates, Filling::Nulls, Filling::Mixed];

/// A script that fills a table with two rows, if both fit. Foreign keys have to be switched off.
pub(crate) fn insert(catalog: &Catalog, table: &Table, filling: Filling) -> String {
    let count = if filling == Filling::None { 0 } else { 2 };
    let columns: Vec<_> = table.columns.iter().map(|c| quoted(&c.name)).collect();
    (0..count)
        .map(|row| {
            let values: Vec<_> = table.columns.iter().map(|c| value(catalog, table, c, filling, row)).collect();
            let (verb, end) = match catalog.dialect {
                Dialect::Sqlite => ("INSERT OR IGNORE", ""),
                _ => ("INSERT", " ON CONFLICT DO NOTHING"),
            };
            let namespace = table.name.namespace.as_ref().map(|n| format!("{}.", quoted(n))).unwrap_or_default();
            let table = format!("{namespace}{}", quoted(&table.name.name));
            format!("{verb} INTO {table} ({}) VALUES ({}){end};\n", columns.join(", "), values.join(", "))
        })
        .collect()
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn value(catalog: &Catalog, table: &Table, column: &Column, filling: Filling, row: u32) -> String {
    let in_index = |columns: Vec<&str>| columns.contains(&column.name.as_str());
    let is_unique = table.primary_key.as_ref().is_some_and(|k| k.columns.contains(&column.name))
        || table
            .indexes
            .iter()
            .any(|i| i.is_unique && in_index(i.columns.iter().filter_map(|c| c.target.column()).collect()));
    let is_null = match filling {
        Filling::Nulls => true,
        Filling::Mixed => row == 1,
        _ => false,
    };
    match column.arity {
        ColumnArity::Nullable if is_null => "NULL".to_owned(),
        ColumnArity::List => if row == 0 && is_null { "NULL" } else { "'{}'" }.to_owned(),
        _ => literal(catalog, &column.ty, if filling == Filling::Duplicates && !is_unique { 0 } else { row }),
    }
}

/// The n-th value of a type, n being 0 or 1.
fn literal(catalog: &Catalog, ty: &ColumnType, n: u32) -> String {
    use PostgresType as P;
    match ty {
        ColumnType::Enum(id) => {
            let values = &catalog.enumeration(*id).values;
            format!("'{}'", values[n as usize % values.len()])
        }
        ColumnType::Unsupported(_) => format!("'<(0,0),{n}>'"),
        ColumnType::Postgres(ty) => match ty {
            P::SmallInt | P::Integer | P::BigInt | P::Oid => format!("{}", n + 1),
            P::Decimal(_) | P::Money | P::Real | P::DoublePrecision => format!("{n}.5"),
            P::Inet => format!("'10.0.0.{n}'"),
            P::Char(None) => format!("'{n}'"),
            P::Citext | P::VarChar(_) | P::Char(_) | P::Text => format!("'v{n}'"),
            P::ByteA => format!("'\\x0{n}'"),
            P::Timestamp(_) | P::Timestamptz(_) | P::Date => format!("'2020-01-0{} 10:11:12'", n + 1),
            P::Time(_) | P::Timetz(_) => format!("'10:11:1{n}'"),
            P::Boolean => format!("{}", n == 1),
            P::Bit(length) => format!("B'{:0>1$b}'", n, length.unwrap_or(1) as usize),
            P::VarBit(_) => format!("B'{n}'"),
            P::Uuid => format!("'00000000-0000-0000-0000-00000000000{n}'"),
            P::Xml => format!("'<a>{n}</a>'"),
            P::Json | P::JsonB => format!("'{{\"a\": {n}}}'"),
        },
        ColumnType::Sqlite(ty) => match ty {
            SqliteType::Integer | SqliteType::BigInt => format!("{}", n + 1),
            SqliteType::Real | SqliteType::Decimal => format!("{n}.5"),
            SqliteType::Text => format!("'v{n}'"),
            SqliteType::Blob => format!("x'0{n}'"),
            SqliteType::DateTime => format!("{}", 1_577_836_800_000_u64 + u64::from(n)),
            SqliteType::Boolean => format!("{n}"),
            SqliteType::JsonB => format!("'{{\"a\": {n}}}'"),
        },
    }
}
