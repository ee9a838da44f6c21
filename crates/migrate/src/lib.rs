//! Pure migration planning: schema to catalog, introspection from rows, diff, steps, SQL.
