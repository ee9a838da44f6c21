//! What is asked of a PostgreSQL database before and after a migration. Objects are told by their numbers (OIDs), which stay
//! when they are renamed: both answers are of one database. Everything that belongs to an extension is the extension's.

use super::types::literal;
use crate::inverse::Extent;
use crate::sql::KEEP;

/// The queries, in the order in which [`super::read`] takes the answers.
pub(super) const QUERIES: [&str; 16] = [
    CURRENT,
    SCHEMAS,
    EXTENSIONS,
    TYPES,
    RELATIONS,
    COLUMNS,
    CONSTRAINTS,
    INDEXES,
    SEQUENCES,
    FUNCTIONS,
    TRIGGERS,
    POLICIES,
    OTHERS,
    RIGHTS,
    OBJECTS,
    DEPENDENCIES,
];

/// How many of them a comparison needs.
pub(super) const FOR_COMPARING: usize = QUERIES.len() - 1;

/// The name of an object without the schema that a script runs in.
const UNQUALIFIED: &str = "regexp_replace(i.identity, concat('(^|[ (,])', \
    regexp_replace(quote_ident(current_schema()), '([^[:alnum:]_])', '\\\\\\1', 'g'), '\\.'), '\\1', 'g')";

/// The statement of a query, about this part of the database.
pub(super) fn sql(query: &str, extent: Extent<'_>) -> String {
    let own = |class: &str, oid: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '{class}'::regclass AND x.objid = {oid} \
             AND x.deptype = 'e')"
        )
    };
    let mut scope = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '_nicol')".to_owned();
    match extent {
        Extent::Whole => {}
        Extent::WithoutKept => scope.push_str(&format!(" AND n.nspname <> {}", literal(KEEP))),
        Extent::Schemas(_) => scope.push_str(&format!(" AND {}", of_schemas(extent, "n.nspname"))),
    }
    let mut query = query.to_owned();
    for column in ["t.typcollation", "r.rngcollation", "a.attcollation"] {
        let name = format!(
            "(SELECT concat(/*prefix kn*/, quote_ident(o.collname)) FROM pg_collation o \
             JOIN pg_namespace kn ON kn.oid = o.collnamespace WHERE o.oid = {column})"
        );
        query = query.replace(&format!("/*collation {column}*/"), &name);
    }
    // A schema is written where it is another one than that which a script runs in.
    for table in ["n", "k", "kn"] {
        let prefix = format!(
            "CASE WHEN {table}.nspname = current_schema() THEN '' ELSE concat(quote_ident({table}.nspname), '.') END"
        );
        query = query.replace(&format!("/*prefix {table}*/"), &prefix);
    }
    query
        .replace("/*unqualified i.identity*/", UNQUALIFIED)
        .replace("/*scope*/", &scope)
        .replace("/*schema of objects*/", &of_schemas(extent, "i.schema"))
        .replace("/*schema of defaults*/", &of_schemas(extent, "n.nspname"))
        .replace("/*whole*/", if matches!(extent, Extent::Schemas(_)) { "false" } else { "true" })
        .replace("/*own relation*/", &format!("{} AND c.relname <> '_prisma_migrations'", own("pg_class", "c.oid")))
        .replace("/*own type*/", &own("pg_type", "t.oid"))
        .replace("/*own function*/", &own("pg_proc", "p.oid"))
        .replace("/*own schema*/", &own("pg_namespace", "n.oid"))
}

/// What is in a schema belongs to who has that.
fn of_schemas(extent: Extent<'_>, name: &str) -> String {
    match extent {
        Extent::Whole | Extent::WithoutKept => "true".to_owned(),
        Extent::Schemas(schemas) => {
            let list: Vec<String> = schemas.iter().map(|schema| literal(schema)).collect();
            format!("{name} IN ({})", list.join(", "))
        }
    }
}

const CURRENT: &str = "SELECT current_schema()";

const SCHEMAS: &str = r#"SELECT n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n
WHERE /*scope*/ AND n.nspname <> '_nicol_keep'"#;

const EXTENSIONS: &str = r#"SELECT e.extname, s.nspname, e.extversion FROM pg_extension e
JOIN pg_namespace s ON s.oid = e.extnamespace WHERE e.extname <> 'plpgsql'"#;

const TYPES: &str = r#"SELECT t.oid, n.nspname, t.typname, t.typtype, obj_description(t.oid, 'pg_type'),
  (SELECT json_agg(json_build_array(e.oid::int8, e.enumlabel) ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
  CASE WHEN t.typtype = 'd' THEN concat(format_type(t.typbasetype, t.typtypmod),
         (SELECT concat(' COLLATE ', /*collation t.typcollation*/) FROM pg_type b WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation))
       WHEN t.typtype = 'r' THEN (SELECT concat('SUBTYPE = ', format_type(r.rngsubtype, NULL),
           (SELECT concat(', SUBTYPE_OPCLASS = ', /*prefix k*/, quote_ident(o.opcname)) FROM pg_opclass o JOIN pg_namespace k ON k.oid = o.opcnamespace
             WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
           (SELECT concat(', COLLATION = ', /*collation r.rngcollation*/) FROM pg_type b WHERE b.oid = r.rngsubtype AND b.typcollation <> r.rngcollation),
           CASE WHEN r.rngcanonical::oid <> 0 THEN concat(', CANONICAL = ', r.rngcanonical) END,
           CASE WHEN r.rngsubdiff::oid <> 0 THEN concat(', SUBTYPE_DIFF = ', r.rngsubdiff) END,
           (SELECT concat(', MULTIRANGE_TYPE_NAME = ', /*prefix k*/, quote_ident(m.typname)) FROM pg_type m JOIN pg_namespace k ON k.oid = m.typnamespace
             WHERE m.oid::text = to_jsonb(r)->>'rngmultitypid'))
         FROM pg_range r WHERE r.rngtypid = t.oid)
       WHEN t.typtype = 'c' THEN (SELECT json_agg(json_build_array(quote_ident(a.attname), concat(format_type(a.atttypid, a.atttypmod),
           (SELECT concat(' COLLATE ', /*collation a.attcollation*/) FROM pg_type b WHERE b.oid = a.atttypid AND b.typcollation <> a.attcollation)))
           ORDER BY a.attnum)::text
         FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END,
  t.typdefault, t.typnotnull
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c') AND /*scope*/ AND /*own type*/ ORDER BY t.oid"#;

const RELATIONS: &str = r#"SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
  array_to_string(c.reloptions || (SELECT array_agg(concat('toast.', o)) FROM pg_class s, unnest(s.reloptions) o WHERE s.oid = c.reltoastrelid), ', '),
  obj_description(c.oid, 'pg_class'),
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
  CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
  (SELECT json_agg(i.inhparent::int8 ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
  pg_get_expr(c.relpartbound, c.oid), c.relreplident, c.reltype, concat_ws(' ', c.reltablespace, c.relam, c.reloftype),
  (SELECT x.indexrelid FROM pg_index x WHERE x.indrelid = c.oid AND x.indisclustered),
  (SELECT string_agg(DISTINCT concat(k.conname, ' ', g.tgenabled), ', ') FROM pg_trigger g JOIN pg_constraint k ON k.oid = g.tgconstraint
    WHERE g.tgrelid = c.oid AND g.tgisinternal AND g.tgenabled <> 'O')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND /*scope*/ AND /*own relation*/ ORDER BY c.oid"#;

const COLUMNS: &str = r#"SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
  CASE WHEN a.attcollation <> t.typcollation THEN (SELECT concat(/*prefix k*/, quote_ident(o.collname))
    FROM pg_collation o JOIN pg_namespace k ON k.oid = o.collnamespace WHERE o.oid = a.attcollation) END,
  col_description(c.oid, a.attnum), CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END,
  a.attislocal, coalesce(et.typtype, t.typtype), t.typelem <> 0 AND t.typcategory = 'A',
  concat_ws(', ', CASE WHEN a.attstorage <> t.typstorage THEN concat('storage ', a.attstorage, ' ', t.typstorage) END,
    CASE WHEN a.attstattarget >= 0 THEN concat('statistics ', a.attstattarget) END,
    (SELECT CASE attcompression WHEN 'p' THEN 'compression pglz' WHEN 'l' THEN 'compression lz4' END FROM pg_attribute x
      WHERE x.attrelid = a.attrelid AND x.attnum = a.attnum), array_to_string(a.attoptions, ', '))
FROM (SELECT '' AS attcompression) before_14 CROSS JOIN pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type et ON et.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND /*scope*/ AND /*own relation*/
ORDER BY a.attrelid, a.attnum"#;

const CONSTRAINTS: &str = r#"SELECT k.oid, k.conrelid, k.contypid, k.conname, k.contype, pg_get_constraintdef(k.oid, true),
  k.confrelid, k.conindid, coalesce(array_to_json(k.conkey)::text, '[]'), coalesce(array_to_json(k.confkey)::text, '[]'),
  obj_description(k.oid, 'pg_constraint'), k.convalidated::text || k.condeferrable::text || k.condeferred::text
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND /*scope*/
  AND (k.conrelid = 0 OR k.conislocal AND /*own relation*/) AND (k.contypid = 0 OR /*own type*/) ORDER BY k.oid"#;

const INDEXES: &str = r#"SELECT ic.oid, i.indrelid, ic.relname, pg_get_indexdef(ic.oid, 0, true), i.indisvalid,
  array_to_json(i.indkey::int2[])::text, i.indexprs IS NOT NULL OR i.indpred IS NOT NULL,
  obj_description(ic.oid, 'pg_class'), i.indisreplident, array_to_string(ic.reloptions, ', ')
FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT ic.relispartition AND NOT EXISTS (SELECT 1 FROM pg_constraint k
    WHERE k.conindid = ic.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
  AND c.relkind IN ('r', 'p', 'm') AND /*scope*/ AND /*own relation*/ ORDER BY ic.oid"#;

const SEQUENCES: &str = r#"SELECT c.oid, n.nspname, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin,
  s.seqmax, s.seqcache, s.seqcycle, o.refobjid, o.refobjsubid, o.deptype, obj_description(c.oid, 'pg_class')
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass
  AND o.deptype IN ('a', 'i')
WHERE /*scope*/ AND /*own relation*/ ORDER BY c.oid"#;

const FUNCTIONS: &str = r#"SELECT p.oid, n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), p.prokind,
  CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, obj_description(p.oid, 'pg_proc')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE /*scope*/ AND /*own function*/
  AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
ORDER BY p.oid"#;

const TRIGGERS: &str = r#"SELECT g.oid, g.tgrelid, g.tgname, pg_get_triggerdef(g.oid, true), g.tgenabled, obj_description(g.oid, 'pg_trigger')
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND /*scope*/ AND /*own relation*/ ORDER BY g.oid"#;

const POLICIES: &str = r#"SELECT p.oid, p.polrelid, p.polname,
  format('AS %s FOR %s TO %s', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    (SELECT string_agg(CASE WHEN r.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.role)) END, ', ' ORDER BY r.place)
      FROM unnest(p.polroles) WITH ORDINALITY r(role, place)))
  || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
  || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), obj_description(p.oid, 'pg_policy')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE /*scope*/ AND /*own relation*/ ORDER BY p.oid"#;

/// Rules and extended statistics; last, whether a rule is on, or the target of statistics.
const OTHERS: &str = r#"SELECT r.oid, 'rule', r.ev_class, n.nspname, r.rulename, pg_get_ruledef(r.oid, true), r.ev_enabled::text
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND /*scope*/ AND /*own relation*/
UNION ALL SELECT s.oid, 'statistics', s.stxrelid, n.nspname, s.stxname,
  overlay(pg_get_statisticsobjdef(s.oid) PLACING /*prefix n*/ FROM 19 FOR length(quote_ident(n.nspname)) + 1),
  nullif(to_jsonb(s)->>'stxstattarget', '-1')
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid
WHERE /*scope*/ AND /*own relation*/ ORDER BY 1"#;

/// Rights, but for the owner's, and owners, if they are others than who asks.
const RIGHTS: &str = r#"WITH held AS (
  SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'relation' END AS class, c.oid::text AS object, '' AS part, c.relowner AS owner, c.relacl AS acl
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND /*scope*/ AND /*own relation*/
  UNION ALL SELECT 'column', c.oid::text, a.attnum::text, NULL, a.attacl
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND /*scope*/ AND /*own relation*/
  UNION ALL SELECT 'function', p.oid::text, '', p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE /*scope*/ AND /*own function*/
  UNION ALL SELECT 'type', t.oid::text, '', t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c') AND /*scope*/ AND /*own type*/
  UNION ALL SELECT 'schema', n.nspname, '', n.nspowner, n.nspacl
  FROM pg_namespace n WHERE /*whole*/ AND /*scope*/ AND n.nspname <> '_nicol_keep' AND /*own schema*/
), future AS (
  SELECT format('FOR ROLE %I', pg_get_userbyid(d.defaclrole)) || coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') AS object,
    CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS part,
    d.defaclrole AS owner, d.defaclacl AS acl
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE /*schema of defaults*/
), every AS (SELECT * FROM held UNION ALL SELECT 'future', * FROM future)
SELECT e.class, e.object, e.part, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
  string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type), g.is_grantable
FROM every e CROSS JOIN LATERAL aclexplode(e.acl) g WHERE g.grantee IS DISTINCT FROM e.owner
GROUP BY e.class, e.object, e.part, g.grantee, g.is_grantable
UNION ALL SELECT class, object, part, quote_ident(pg_get_userbyid(owner)), 'OWNER', false FROM held
WHERE /*whole*/ AND owner <> (SELECT u.oid FROM pg_roles u WHERE u.rolname = current_user)
UNION ALL SELECT 'future', object, part, '', '', false FROM future
ORDER BY 1, 2, 3, 4, 5, 6"#;

/// What else there is, as `DROP` names it, and what tells whether it has changed: its fields but for numbers, which are other
/// ones when it is made again; comments on what has none of its own here.
const OBJECTS: &str = r#"WITH every AS (
  SELECT 'pg_cast'::regclass AS class, x.oid AS object, to_jsonb(x) AS state FROM pg_cast x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_operator'::regclass, x.oid, to_jsonb(x) FROM pg_operator x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_opclass'::regclass, x.oid, to_jsonb(x) FROM pg_opclass x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_opfamily'::regclass, x.oid, to_jsonb(x) FROM pg_opfamily x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_collation'::regclass, x.oid, to_jsonb(x) FROM pg_collation x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_conversion'::regclass, x.oid, to_jsonb(x) FROM pg_conversion x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_ts_config'::regclass, x.oid, to_jsonb(x) FROM pg_ts_config x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_ts_dict'::regclass, x.oid, to_jsonb(x) FROM pg_ts_dict x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_ts_parser'::regclass, x.oid, to_jsonb(x) FROM pg_ts_parser x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_ts_template'::regclass, x.oid, to_jsonb(x) FROM pg_ts_template x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, x.oid, to_jsonb(x) FROM pg_foreign_data_wrapper x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_foreign_server'::regclass, x.oid, to_jsonb(x) FROM pg_foreign_server x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_event_trigger'::regclass, x.oid, to_jsonb(x) FROM pg_event_trigger x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_language'::regclass, x.oid, to_jsonb(x) FROM pg_language x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_am'::regclass, x.oid, to_jsonb(x) FROM pg_am x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_transform'::regclass, x.oid, to_jsonb(x) FROM pg_transform x WHERE x.oid >= 16384
  UNION ALL SELECT 'pg_publication'::regclass, x.oid, to_jsonb(x) || jsonb_build_object('tables', (SELECT jsonb_agg(r.prrelid::regclass ORDER BY 1)
    FROM pg_publication_rel r WHERE r.prpubid = x.oid)) FROM pg_publication x WHERE x.oid >= 16384
)
SELECT upper(replace(i.type, '-', ' ')), /*unqualified i.identity*/, concat('version ', hashtext((SELECT jsonb_object_agg(f.key, f.value)
    FROM jsonb_each(e.state) f WHERE f.value::text !~ '^"?[0-9]+"?$')::text))
FROM every e CROSS JOIN LATERAL pg_identify_object(e.class, e.object, 0) i
WHERE /*schema of objects*/ AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = e.class AND x.objid = e.object AND x.deptype IN ('e', 'i'))
UNION ALL SELECT 'USER MAPPING', format('FOR %s SERVER %I', CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname),
  concat('version ', hashtext(m.umoptions::text)) FROM pg_user_mappings m WHERE /*whole*/
UNION ALL SELECT 'FOREIGN TABLE', concat(/*prefix n*/, quote_ident(c.relname)), concat('version ', hashtext(f.ftoptions::text))
FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE /*whole*/ AND /*scope*/ AND /*own relation*/
UNION ALL SELECT 'COMMENT ON ' || upper(i.type), i.identity, d.description
FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE /*whole*/ AND d.objoid >= 16384 AND (d.classoid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass, 'pg_proc'::regclass,
    'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_namespace'::regclass, 'pg_extension'::regclass)
  OR EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = d.objoid AND d.classoid = 'pg_class'::regclass AND c.relkind = 'c')
  OR EXISTS (SELECT 1 FROM pg_constraint k WHERE k.oid = d.objoid AND d.classoid = 'pg_constraint'::regclass AND k.contypid <> 0))
  AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = d.classoid AND x.objid = d.objoid AND x.deptype = 'e')
ORDER BY 1, 2"#;

/// Who needs whom: kind and number of the dependent (of a default: its table and column), kind and number of what it needs,
/// and the column.
const DEPENDENCIES: &str = r#"SELECT DISTINCT CASE d.classid
    WHEN 'pg_rewrite'::regclass THEN CASE WHEN r.rulename = '_RETURN' THEN 'relation' ELSE 'other' END
    WHEN 'pg_attrdef'::regclass THEN 'default' WHEN 'pg_constraint'::regclass THEN 'constraint'
    WHEN 'pg_policy'::regclass THEN 'policy' WHEN 'pg_trigger'::regclass THEN 'trigger' WHEN 'pg_proc'::regclass THEN 'function'
    WHEN 'pg_statistic_ext'::regclass THEN 'other' WHEN 'pg_type'::regclass THEN 'type' ELSE 'class' END,
  CASE d.classid WHEN 'pg_rewrite'::regclass THEN CASE WHEN r.rulename = '_RETURN' THEN r.ev_class ELSE r.oid END
    WHEN 'pg_attrdef'::regclass THEN f.adrelid ELSE d.objid END,
  coalesce(f.adnum, 0),
  CASE d.refclassid WHEN 'pg_class'::regclass THEN 'class' WHEN 'pg_proc'::regclass THEN 'function'
    WHEN 'pg_type'::regclass THEN 'type' ELSE 'other' END,
  coalesce(arr.typelem, d.refobjid), d.refobjsubid
FROM pg_depend d
LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
LEFT JOIN pg_type arr ON d.refclassid = 'pg_type'::regclass AND arr.oid = d.refobjid AND arr.typcategory = 'A' AND arr.typelem <> 0
WHERE d.deptype IN ('n', 'a') AND d.refobjid >= 16384 AND d.objid >= 16384
  AND NOT (d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = r.ev_class)
ORDER BY 1, 2, 3, 4, 5, 6"#;
