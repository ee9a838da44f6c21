//! What belongs to the user in a database: what emptying takes, and what is to be said before a backup replaces it. One list for
//! all who ask.

use nicol_catalog::Dialect;

use crate::history::literal;

/// SQLite: what else there is goes with these. Views first: one over a table that is gone can't be dropped.
pub(crate) const SQLITE: &str = "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') \
     AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC, name";

/// PostgreSQL: the schemas (`n`) that are not the server's own.
pub(crate) const OF_USERS: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// The schemas (`n`) that a restore empties: `public` is in every database, and those of extensions come with these. All
/// others go.
pub(crate) const STAYING: &str = "(n.nspname = 'public' OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend of \
     WHERE of.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND of.objid = n.oid AND of.deptype = 'e'))";

/// A condition for the schemas (`n`) of these names.
pub(crate) fn named(schemas: &[String]) -> String {
    let schemas: Vec<String> = schemas.iter().map(|schema| literal(Dialect::Postgres, schema)).collect();
    format!("n.nspname = ANY (ARRAY[{}]::pg_catalog.text[])", schemas.join(", "))
}

/// What stands in the schemas (`n`) of this condition, as `class` and `oid`: not what an extension brings, and not what is
/// inside of something else, as the type of a table's rows is. A table that is split into parts refers to itself and is no
/// part, and each of its parts is a table.
pub(crate) fn standing(schemas: &str) -> String {
    format!(
        "SELECT d.classid AS class, d.objid AS oid FROM pg_catalog.pg_depend d \
         JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid \
         WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.deptype = 'n' \
         AND d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass AND {schemas} \
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend whole \
           WHERE whole.classid = d.classid AND whole.objid = d.objid AND whole.deptype IN ('e', 'i') \
           AND (whole.refclassid, whole.refobjid) <> (d.classid, d.objid))"
    )
}

/// What stands in no schema, with the order in which it can go (`rank`). Servers take their tables with them; a cast goes
/// with who owns one of its types.
pub(crate) const OUTSIDE: &str = "\
    SELECT o.class, o.oid, o.rank FROM (\
      SELECT 1 AS rank, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AS class, oid, evtowner AS owner \
        FROM pg_catalog.pg_event_trigger \
      UNION ALL SELECT 2, 'pg_catalog.pg_publication'::pg_catalog.regclass, oid, pubowner FROM pg_catalog.pg_publication \
      UNION ALL SELECT 3, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, srvowner \
        FROM pg_catalog.pg_foreign_server \
      UNION ALL SELECT 4, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, fdwowner \
        FROM pg_catalog.pg_foreign_data_wrapper \
      UNION ALL SELECT 5, 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, t.typowner FROM pg_catalog.pg_cast c \
        JOIN pg_catalog.pg_type s ON s.oid = c.castsource JOIN pg_catalog.pg_type t ON t.oid = \
          CASE WHEN pg_catalog.pg_has_role(s.typowner, 'USAGE') THEN c.castsource ELSE c.casttarget END) AS o \
    WHERE o.oid >= 16384 AND pg_catalog.pg_has_role(o.owner, 'USAGE') \
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid \
        AND d.deptype IN ('e', 'i'))";

/// Large objects that the user may unlink.
pub(crate) const LARGE_OBJECTS: &str =
    "SELECT oid FROM pg_catalog.pg_largeobject_metadata WHERE pg_catalog.pg_has_role(lomowner, 'USAGE')";

/// The statement that drops an object `i` of `pg_identify_object`.
pub(crate) const DROP: &str = "pg_catalog.format('DROP %s IF EXISTS %s', CASE i.type \
     WHEN 'statistics object' THEN 'statistics' WHEN 'foreign-data wrapper' THEN 'foreign data wrapper' \
     WHEN 'function' THEN 'routine' WHEN 'procedure' THEN 'routine' WHEN 'aggregate' THEN 'routine' \
     ELSE i.type END, i.identity)";

/// All of it that a restore takes away, in words, tables and the like first. What goes along with something that is named
/// need not be: a column's own sequence.
pub(crate) fn told() -> String {
    let own = standing(OF_USERS);
    format!(
        "WITH own AS ({own}), outside AS ({OUTSIDE}), \
         alone AS (SELECT class, oid FROM own WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d \
             JOIN own AS whole ON whole.class = d.refclassid AND whole.oid = d.refobjid \
             WHERE d.classid = own.class AND d.objid = own.oid AND d.deptype = 'a') \
           OR class = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND oid IN (SELECT part.oid FROM pg_catalog.pg_class part WHERE part.relispartition)) \
         SELECT name FROM (\
         SELECT 1 AS rank, CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name \
           FROM alone JOIN pg_catalog.pg_class c ON alone.class = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND c.oid = alone.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         UNION ALL SELECT 2, i.type || ' ' || i.identity \
           FROM alone, pg_catalog.pg_identify_object(alone.class, alone.oid, 0) AS i \
           WHERE alone.class <> 'pg_catalog.pg_class'::pg_catalog.regclass \
         UNION ALL SELECT 3, 'extension ' || e.extname FROM pg_catalog.pg_extension e \
           JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE {OF_USERS} AND NOT {STAYING} \
         UNION ALL SELECT 4, i.type || ' ' || i.identity \
           FROM outside, pg_catalog.pg_identify_object(outside.class, outside.oid, 0) AS i \
         UNION ALL SELECT 5, 'large objects: ' || pg_catalog.count(*) FROM ({LARGE_OBJECTS}) AS l \
           HAVING pg_catalog.count(*) > 0) AS told WHERE name IS NOT NULL ORDER BY rank, name"
    )
}
