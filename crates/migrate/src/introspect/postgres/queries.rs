//! The catalogue queries. They name every object by schema and name, never by OID, so that the
//! rows of two equal databases are equal; they work unchanged on PostgreSQL 14 to 18; and every
//! order is fixed by the C collation, whatever the database's own is.

use super::super::scope::{Query, Scope};

/// The names of the answers.
pub(super) const NAMESPACES: &str = "namespaces";
pub(super) const EXTENSIONS: &str = "extensions";
pub(super) const ENUMS: &str = "enums";
pub(super) const RELATIONS: &str = "relations";
pub(super) const COLUMNS: &str = "columns";
pub(super) const CONSTRAINTS: &str = "constraints";
pub(super) const INDEXES: &str = "indexes";
pub(super) const SEQUENCES: &str = "sequences";
pub(super) const OBJECTS: &str = "objects";
pub(super) const DEPENDENTS: &str = "dependents";

/// The queries that read a PostgreSQL database.
#[must_use]
pub fn queries(scope: &Scope) -> Vec<Query> {
    [
        (NAMESPACES, NAMESPACES_SQL),
        (EXTENSIONS, EXTENSIONS_SQL),
        (ENUMS, ENUMS_SQL),
        (RELATIONS, RELATIONS_SQL),
        (COLUMNS, COLUMNS_SQL),
        (CONSTRAINTS, CONSTRAINTS_SQL),
        (INDEXES, INDEXES_SQL),
        (SEQUENCES, SEQUENCES_SQL),
        (OBJECTS, OBJECTS_SQL),
        (DEPENDENTS, DEPENDENTS_SQL),
    ]
    .into_iter()
    .map(|(name, sql)| Query::new(name, sql.replace("/*scope*/", &condition(scope))))
    .collect()
}

/// The condition on `n`, a row of `pg_namespace`.
fn condition(scope: &Scope) -> String {
    match scope {
        Scope::DefaultSchema => "n.nspname = current_schema()".to_owned(),
        Scope::Schemas(schemas) if schemas.is_empty() => "false".to_owned(),
        Scope::Schemas(schemas) => {
            let list: Vec<String> = schemas.iter().map(|s| literal(s)).collect();
            format!("n.nspname IN ({})", list.join(", "))
        }
    }
}

/// A string literal that reads the same under either setting of `standard_conforming_strings`.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// Columns: schema.
const NAMESPACES_SQL: &str = r#"
SELECT n.nspname::text FROM pg_namespace n WHERE /*scope*/ ORDER BY n.nspname COLLATE "C""#;

/// Columns: extension, schema, version, relocatable.
const EXTENSIONS_SQL: &str = r#"
SELECT e.extname::text, s.nspname::text, e.extversion, CASE WHEN e.extrelocatable THEN 't' ELSE 'f' END
FROM pg_extension e JOIN pg_namespace s ON s.oid = e.extnamespace
ORDER BY e.extname COLLATE "C""#;

/// Columns: schema, enum, label (NULL for an enum without any).
const ENUMS_SQL: &str = r#"
SELECT n.nspname::text, t.typname::text, e.enumlabel::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e' AND /*scope*/
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C", e.enumsortorder"#;

/// Columns: schema, name, kind, row level security, inherits, is inherited from, comment, definition of a view.
/// Partitions belong to their parent; what belongs to an extension is the extension's.
const RELATIONS_SQL: &str = r#"
SELECT n.nspname::text, c.relname::text, c.relkind::text,
  CASE WHEN c.relrowsecurity THEN 't' ELSE 'f' END,
  CASE WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid) THEN 't' ELSE 'f' END,
  CASE WHEN c.relkind = 'r' AND EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid) THEN 't' ELSE 'f' END,
  (SELECT co.description FROM pg_description co
    WHERE co.objoid = c.oid AND co.classoid = 'pg_class'::regclass AND co.objsubid = 0),
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND /*scope*/
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C""#;

/// Columns: schema, table, column, not null, type's schema, type, type's kind, modifier, is a list, the type as
/// printed, default, identity, generated, comment, schema and name of the sequence in the default.
/// Domains are followed down to what they stand for, through arrays too; an array is told by its element.
/// A default is printed without its table (0), which only generated columns need: the server would open each table.
const COLUMNS_SQL: &str = r#"
WITH RECURSIVE domains AS (
  SELECT t.oid AS domain, t.typbasetype AS base, t.typtypmod AS modifier, t.typnotnull AS required
  FROM pg_type t WHERE t.typtype = 'd'
  UNION ALL
  SELECT d.domain, t.typbasetype, CASE WHEN d.modifier >= 0 THEN d.modifier ELSE t.typtypmod END, d.required OR t.typnotnull
  FROM domains d JOIN pg_type t ON t.oid = d.base WHERE t.typtype = 'd'
), resolved AS (
  SELECT d.domain, d.base, d.modifier, d.required FROM domains d JOIN pg_type t ON t.oid = d.base WHERE t.typtype <> 'd'
)
SELECT n.nspname::text, c.relname::text, a.attname::text,
  CASE WHEN a.attnotnull OR coalesce(r.required, false) THEN 't' ELSE 'f' END,
  tn.nspname::text, t.typname::text, t.typtype::text,
  (CASE WHEN r.domain IS NULL THEN a.atttypmod ELSE r.modifier END)::text,
  CASE WHEN w.typcategory = 'A' AND w.typelem <> 0 THEN 't' ELSE 'f' END,
  format_type(a.atttypid, a.atttypmod),
  pg_get_expr(def.adbin, CASE WHEN a.attgenerated <> '' THEN def.adrelid ELSE 0 END),
  a.attidentity::text, a.attgenerated::text,
  CASE WHEN c.oid IN (SELECT co.objoid FROM pg_description co WHERE co.classoid = 'pg_class'::regclass) THEN
    (SELECT co.description FROM pg_description co
      WHERE co.objoid = c.oid AND co.classoid = 'pg_class'::regclass AND co.objsubid = a.attnum)
  END, seq.schema, seq.name
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN resolved r ON r.domain = a.atttypid
JOIN pg_type w ON w.oid = coalesce(r.base, a.atttypid)
JOIN pg_type t ON t.oid = CASE WHEN w.typcategory = 'A' AND w.typelem <> 0 THEN w.typelem ELSE w.oid END
JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_attrdef def ON def.adrelid = a.attrelid AND def.adnum = a.attnum
LEFT JOIN (
  SELECT DISTINCT ON (d.objid) d.objid, sn.nspname::text AS schema, s.relname::text AS name
  FROM pg_depend d JOIN pg_class s ON s.oid = d.refobjid JOIN pg_namespace sn ON sn.oid = s.relnamespace
  WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND s.relkind = 'S'
  ORDER BY d.objid, sn.nspname, s.relname
) seq ON seq.objid = def.oid
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND /*scope*/
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum"#;

/// Columns: schema, table, constraint, kind, columns, referenced schema, table and columns, ON DELETE, ON UPDATE,
/// deferrable, definition of checks and exclusions. Constraints that a partition or child got from its parent are the
/// parent's.
const CONSTRAINTS_SQL: &str = r#"
SELECT n.nspname::text, c.relname::text, k.conname::text, k.contype::text,
  array_to_json(ARRAY(SELECT (SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = k.conrelid AND a.attnum = u.num) FROM unnest(k.conkey) u(num)))::text,
  fn.nspname::text, f.relname::text,
  array_to_json(ARRAY(SELECT (SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = k.confrelid AND a.attnum = u.num) FROM unnest(k.confkey) u(num)))::text,
  k.confdeltype::text, k.confupdtype::text,
  CASE WHEN k.condeferrable THEN 't' ELSE 'f' END,
  CASE WHEN k.contype IN ('c', 'x') THEN pg_get_constraintdef(k.oid) END
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND NOT c.relispartition AND c.relkind IN ('r', 'p') AND /*scope*/
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.conname COLLATE "C""#;

/// Columns: schema, table, index, unique, kind of its constraint, method, place, is a key, column, expression, operator
/// class, is the type's default class, options, predicate, nulls not distinct, definition, is a class of an extension.
/// One row a column. Those of primary keys and exclusions are read as constraints. Only indexes that we don't model have
/// a definition: printing one is dear.
/// `indnullsnotdistinct` came with PostgreSQL 15: read through JSON, it is just absent before.
const INDEXES_SQL: &str = r#"
SELECT n.nspname::text, c.relname::text, ic.relname::text,
  CASE WHEN i.indisunique THEN 't' ELSE 'f' END, k.contype::text, am.amname::text, u.place::text,
  CASE WHEN u.place <= i.indnkeyatts THEN 't' ELSE 'f' END,
  (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = u.num AND u.num <> 0),
  CASE WHEN u.num = 0 THEN pg_get_indexdef(i.indexrelid, u.place::int, true) END,
  oc.opcname::text, CASE WHEN coalesce(oc.opcdefault, true) THEN 't' ELSE 'f' END,
  CASE WHEN u.place <= i.indnkeyatts THEN i.indoption[u.place::int - 1] ELSE 0 END::text,
  pg_get_expr(i.indpred, i.indrelid),
  CASE WHEN i.indisunique AND coalesce((to_jsonb(i)->>'indnullsnotdistinct')::boolean, false) THEN 't' ELSE 'f' END,
  CASE WHEN i.indexprs IS NOT NULL OR c.relkind = 'm' THEN pg_get_indexdef(i.indexrelid) END,
  CASE WHEN ocn.nspname <> 'pg_catalog' THEN 't' ELSE 'f' END
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY u(num, place)
LEFT JOIN pg_opclass oc ON u.place <= i.indnkeyatts AND oc.oid = i.indclass[u.place::int - 1]
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE NOT c.relispartition AND c.relkind IN ('r', 'p', 'm') AND coalesce(k.contype NOT IN ('p', 'x'), true) AND /*scope*/
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", ic.relname COLLATE "C", u.place"#;

/// Columns: schema, sequence, schema, table and column of the owner.
const SEQUENCES_SQL: &str = r#"
SELECT n.nspname::text, s.relname::text, o.schema, o.name, o.attribute
FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
LEFT JOIN LATERAL (
  SELECT tn.nspname::text AS schema, t.relname::text AS name, a.attname::text AS attribute
  FROM pg_depend d
  JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  LIMIT 1
) o ON true
WHERE s.relkind = 'S' AND /*scope*/
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", s.relname COLLATE "C""#;

/// Columns: kind, schema, name, schema and name of the table, definition.
const OBJECTS_SQL: &str = r#"
SELECT kind, schema, name, table_schema, table_name, definition FROM (
  SELECT 'trigger' AS kind, n.nspname::text AS schema, t.tgname::text AS name, n.nspname::text AS table_schema,
    c.relname::text AS table_name, pg_get_triggerdef(t.oid) AS definition
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND /*scope*/
  UNION ALL
  SELECT 'policy', n.nspname::text, p.polname::text, n.nspname::text, c.relname::text,
    format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.polname, n.nspname, c.relname,
      CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
      CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
      (SELECT string_agg(CASE WHEN r.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.role)) END, ', ' ORDER BY r.place)
        FROM unnest(p.polroles) WITH ORDINALITY r(role, place)))
    || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
    || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE /*scope*/
  UNION ALL
  SELECT 'function', n.nspname::text, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', NULL, NULL,
    CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE /*scope*/
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
  UNION ALL
  SELECT 'rule', n.nspname::text, r.rulename::text, n.nspname::text, c.relname::text, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rulename <> '_RETURN' AND /*scope*/
  UNION ALL
  SELECT 'statistics', n.nspname::text, s.stxname::text, cn.nspname::text, c.relname::text, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
  JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
  WHERE /*scope*/
  UNION ALL
  SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, n.nspname::text, t.typname::text, NULL, NULL, NULL
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('d', 'r') OR t.typtype = 'c' AND c.relkind = 'c') AND /*scope*/
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
) o
ORDER BY kind, schema COLLATE "C", name COLLATE "C", table_name COLLATE "C""#;

/// Columns: schema, table, column, kind, name. What reads a column beside keys and plain indexes. PostgreSQL 14 has a
/// generated column itself depend on what it is made from, and later versions its expression.
/// Each branch begins with the few objects that it is about (16384 is the first number that is not the server's own).
const DEPENDENTS_SQL: &str = r#"
SELECT DISTINCT n.nspname::text COLLATE "C", c.relname::text COLLATE "C", a.attname::text COLLATE "C", o.kind COLLATE "C",
  (CASE WHEN o.namespace IN (0, n.oid) THEN '' ELSE (SELECT x.nspname FROM pg_namespace x WHERE x.oid = o.namespace) || '.' END
    || o.name) COLLATE "C"
FROM (
  SELECT 'constraint' AS kind, 'pg_constraint'::regclass AS class, k.oid AS object, 0::oid AS namespace, k.conname::text AS name
  FROM pg_constraint k WHERE k.contype IN ('c', 'x') AND k.oid >= 16384
  UNION ALL
  SELECT CASE WHEN x.indisexclusion THEN 'constraint' ELSE 'index' END, 'pg_class'::regclass, i.oid, 0, i.relname
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL OR x.indnatts > x.indnkeyatts) AND i.oid >= 16384
  UNION ALL
  SELECT 'generated', 'pg_attrdef'::regclass, e.oid, 0, g.attname
  FROM pg_attribute g JOIN pg_attrdef e ON e.adrelid = g.attrelid AND e.adnum = g.attnum WHERE g.attgenerated <> ''
  UNION ALL
  SELECT CASE WHEN r.rulename = '_RETURN' THEN 'view' ELSE 'rule' END, 'pg_rewrite'::regclass, r.oid, v.relnamespace,
    CASE WHEN r.rulename = '_RETURN' THEN v.relname ELSE r.rulename END
  FROM pg_rewrite r JOIN pg_class v ON v.oid = r.ev_class WHERE r.oid >= 16384
  UNION ALL
  SELECT 'trigger', 'pg_trigger'::regclass, t.oid, 0, t.tgname FROM pg_trigger t WHERE NOT t.tgisinternal
  UNION ALL
  SELECT 'policy', 'pg_policy'::regclass, p.oid, 0, p.polname FROM pg_policy p
  UNION ALL
  SELECT 'statistics', 'pg_statistic_ext'::regclass, s.oid, s.stxnamespace, s.stxname FROM pg_statistic_ext s
  UNION ALL
  SELECT 'function', 'pg_proc'::regclass, f.oid, f.pronamespace, f.proname FROM pg_proc f WHERE f.oid >= 16384
) o
JOIN pg_depend d ON d.classid = o.class AND d.objid = o.object AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
JOIN pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE (o.kind <> 'generated' OR a.attname <> o.name) AND /*scope*/
UNION
SELECT n.nspname::text, c.relname::text, a.attname::text, 'generated', g.attname::text
FROM pg_attribute g
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = g.attrelid AND d.objsubid = g.attnum
  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = g.attrelid AND d.refobjsubid > 0
JOIN pg_class c ON c.oid = g.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE g.attgenerated <> '' AND /*scope*/
ORDER BY 1, 2, 3, 4, 5"#;
