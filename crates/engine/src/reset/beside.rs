//! Emptying schemas of PostgreSQL beside tables of others: these stay, with all that they need, and nothing goes by CASCADE.

use nicol_catalog::Dialect;

use crate::history::literal;
use crate::owned;

/// What of the server's own catalog the tables of others need: their defaults, checks, triggers, policies and indexes, and
/// what these and the tables themselves name: sequences, functions, types, parents. Foreign keys need nothing: they go.
/// Partitions of a table of others are its rows.
const NEEDED: &str = "\
  theirs(oid) AS (
    SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname || '.' || c.relname = ANY (theirs_by_name)
    UNION SELECT c.oid FROM theirs JOIN pg_catalog.pg_inherits i ON i.inhparent = theirs.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE c.relispartition
  ),
  needed(class, oid) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid, theirs.oid FROM theirs
    UNION SELECT next.class, next.oid FROM needed CROSS JOIN LATERAL (
      SELECT d.refclassid AS class, d.refobjid AS oid FROM pg_catalog.pg_depend d
      WHERE d.classid = needed.class AND d.objid = needed.oid AND d.deptype <> 'e' AND d.refclassid NOT IN
        ('pg_catalog.pg_namespace'::pg_catalog.regclass, 'pg_catalog.pg_extension'::pg_catalog.regclass)
      UNION ALL SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
      WHERE d.refclassid = needed.class AND d.refobjid = needed.oid AND d.deptype IN ('a', 'i', 'P', 'S', 'I')
        AND NOT (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND EXISTS (
          SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.oid = d.objid AND k.contype = 'f'))
        AND NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND EXISTS (
          SELECT 1 FROM pg_catalog.pg_class t WHERE t.oid = d.objid AND t.relkind IN ('r', 'p', 'f')))
    ) AS next
  )";

/// The foreign keys to what goes, of what goes too and of what stays. A part of a table has them from the whole.
const KEYS: &str = "\
  SELECT pg_catalog.array_agg(pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::pg_catalog.regclass, k.conname))
  INTO keys FROM pg_catalog.pg_constraint k
  WHERE k.contype = 'f' AND k.conparentid = 0
    AND EXISTS (SELECT 1 FROM going WHERE class = 'pg_catalog.pg_class'::pg_catalog.regclass AND oid = k.confrelid)
    AND EXISTS (SELECT 1 FROM (TABLE going UNION ALL TABLE needed) AS known
      WHERE class = 'pg_catalog.pg_class'::pg_catalog.regclass AND oid = k.conrelid);";

/// The rest, dependents first as far as their kinds tell.
fn drops() -> String {
    format!(
        "  SELECT pg_catalog.array_agg({}
    ORDER BY i.type NOT LIKE '%view', i.type <> 'table', going.oid DESC)
  INTO drops FROM going, pg_catalog.pg_identify_object(going.class, going.oid, 0) AS i WHERE i.identity IS NOT NULL;",
        owned::DROP
    )
}

/// What is still used waits for what uses it. What nothing can be done for is the server's error.
const RUN: &str = "\
  FOREACH one IN ARRAY coalesce(keys, '{}') LOOP
    EXECUTE one;
  END LOOP;
  WHILE pg_catalog.cardinality(drops) > 0 LOOP
    waiting := '{}';
    FOREACH one IN ARRAY drops LOOP
      BEGIN
        EXECUTE one;
      EXCEPTION WHEN dependent_objects_still_exist THEN
        waiting := waiting || one;
      END;
    END LOOP;
    IF pg_catalog.cardinality(waiting) = pg_catalog.cardinality(drops) THEN
      EXECUTE waiting[1];
    END IF;
    drops := waiting;
  END LOOP;";

/// The script that does it. Tables of others are `schema.table`, in whatever schema they are.
pub(super) fn script(schemas: &[String], external: &[String]) -> String {
    let theirs: Vec<String> = external.iter().map(|text| literal(Dialect::Postgres, text)).collect();
    let going = format!(
        "WITH RECURSIVE {NEEDED},\n  going(class, oid) AS ({} EXCEPT SELECT class, oid FROM needed)",
        owned::standing(&owned::named(schemas))
    );
    let body = format!(
        "DECLARE\n  theirs_by_name CONSTANT text[] := ARRAY[{}]::text[];\n  \
         keys text[];\n  drops text[];\n  waiting text[];\n  one text;\nBEGIN\n  \
         {going}\n{KEYS}\n  {going}\n{}\n{RUN}\nEND",
        theirs.join(", "),
        drops()
    );
    let mut tag = "$nicol$".to_owned();
    while body.contains(&tag) {
        tag.insert(1, '_');
    }
    format!("DO {tag}\n{body} {tag};\n")
}
