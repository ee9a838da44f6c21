//! PostgreSQL's operator classes that schemas can name: the index types they serve and the columns they fit.
//!
//! The names are those of PostgreSQL in CamelCase; the table is that of Prisma.

use nicol_model::ScalarType;

use crate::ir::IndexAlgorithm;

/// A class with its place in the table.
pub(crate) struct OperatorClass {
    pub(crate) name: &'static str,
    pub(crate) algorithms: &'static [IndexAlgorithm],
    /// The native types it fits.
    pub(crate) native: &'static [&'static str],
    /// The scalar whose default column type it fits, so that no native type need be written.
    pub(crate) scalar: Option<ScalarType>,
    /// Any list.
    pub(crate) lists: bool,
}

const fn class(
    name: &'static str,
    algorithms: &'static [IndexAlgorithm],
    native: &'static [&'static str],
    scalar: Option<ScalarType>,
) -> OperatorClass {
    OperatorClass { name, algorithms, native, scalar, lists: false }
}

const GIN: &[IndexAlgorithm] = &[IndexAlgorithm::Gin];
const SPGIST: &[IndexAlgorithm] = &[IndexAlgorithm::SpGist];
const BRIN: &[IndexAlgorithm] = &[IndexAlgorithm::Brin];
const INET: &[&str] = &["Inet"];
const CHAR: &[&str] = &["Char"];
const TEXT: &[&str] = &["Text", "VarChar"];

/// Builds the BRIN classes of one type, which differ in their ending only.
macro_rules! brin {
    ($native:expr, $scalar:expr, $($name:literal),+) => { [$(class($name, BRIN, $native, $scalar)),+] };
}

static INET_CLASSES: [OperatorClass; 5] = [
    class("InetOps", &[IndexAlgorithm::Gist, IndexAlgorithm::SpGist], INET, None),
    class("InetInclusionOps", BRIN, INET, None),
    class("InetBloomOps", BRIN, INET, None),
    class("InetMinMaxOps", BRIN, INET, None),
    class("InetMinMaxMultiOps", BRIN, INET, None),
];
static JSON_CLASSES: [OperatorClass; 2] = [
    class("JsonbOps", GIN, &["JsonB"], Some(ScalarType::Json)),
    class("JsonbPathOps", GIN, &["JsonB"], Some(ScalarType::Json)),
];
static LIST_CLASSES: [OperatorClass; 1] =
    [OperatorClass { name: "ArrayOps", algorithms: GIN, native: &[], scalar: None, lists: true }];
static TEXT_CLASSES: [OperatorClass; 3] = [
    class("TextOps", SPGIST, &["Text", "VarChar", "Char"], Some(ScalarType::String)),
    class("TextBloomOps", BRIN, TEXT, Some(ScalarType::String)),
    class("TextMinMaxOps", BRIN, TEXT, Some(ScalarType::String)),
];
static BIT_CLASSES: [OperatorClass; 2] =
    [class("BitMinMaxOps", BRIN, &["Bit"], None), class("VarBitMinMaxOps", BRIN, &["VarBit"], None)];
static CHAR_CLASSES: [OperatorClass; 2] = brin!(CHAR, None, "BpcharBloomOps", "BpcharMinMaxOps");
static BYTES_CLASSES: [OperatorClass; 2] =
    brin!(&["ByteA"], Some(ScalarType::Bytes), "ByteaBloomOps", "ByteaMinMaxOps");
static DATE_CLASSES: [OperatorClass; 3] = brin!(&["Date"], None, "DateBloomOps", "DateMinMaxOps", "DateMinMaxMultiOps");
static REAL_CLASSES: [OperatorClass; 3] =
    brin!(&["Real"], None, "Float4BloomOps", "Float4MinMaxOps", "Float4MinMaxMultiOps");
static DOUBLE_CLASSES: [OperatorClass; 3] =
    brin!(&["DoublePrecision"], Some(ScalarType::Float), "Float8BloomOps", "Float8MinMaxOps", "Float8MinMaxMultiOps");
static SMALLINT_CLASSES: [OperatorClass; 3] =
    brin!(&["SmallInt"], None, "Int2BloomOps", "Int2MinMaxOps", "Int2MinMaxMultiOps");
static INT_CLASSES: [OperatorClass; 3] =
    brin!(&["Integer"], Some(ScalarType::Int), "Int4BloomOps", "Int4MinMaxOps", "Int4MinMaxMultiOps");
static BIGINT_CLASSES: [OperatorClass; 3] =
    brin!(&["BigInt"], Some(ScalarType::BigInt), "Int8BloomOps", "Int8MinMaxOps", "Int8MinMaxMultiOps");
static NUMERIC_CLASSES: [OperatorClass; 3] =
    brin!(&["Decimal"], Some(ScalarType::Decimal), "NumericBloomOps", "NumericMinMaxOps", "NumericMinMaxMultiOps");
static OID_CLASSES: [OperatorClass; 3] = brin!(&["Oid"], None, "OidBloomOps", "OidMinMaxOps", "OidMinMaxMultiOps");
static TIMESTAMP_CLASSES: [OperatorClass; 3] = brin!(
    &["Timestamp"],
    Some(ScalarType::DateTime),
    "TimestampBloomOps",
    "TimestampMinMaxOps",
    "TimestampMinMaxMultiOps"
);
static TIMESTAMPTZ_CLASSES: [OperatorClass; 3] =
    brin!(&["Timestamptz"], None, "TimestampTzBloomOps", "TimestampTzMinMaxOps", "TimestampTzMinMaxMultiOps");
static TIME_CLASSES: [OperatorClass; 3] = brin!(&["Time"], None, "TimeBloomOps", "TimeMinMaxOps", "TimeMinMaxMultiOps");
static TIMETZ_CLASSES: [OperatorClass; 3] =
    brin!(&["Timetz"], None, "TimeTzBloomOps", "TimeTzMinMaxOps", "TimeTzMinMaxMultiOps");
static UUID_CLASSES: [OperatorClass; 3] = brin!(&["Uuid"], None, "UuidBloomOps", "UuidMinMaxOps", "UuidMinMaxMultiOps");

fn all() -> impl Iterator<Item = &'static OperatorClass> {
    [
        &INET_CLASSES[..],
        &JSON_CLASSES,
        &LIST_CLASSES,
        &TEXT_CLASSES,
        &BIT_CLASSES,
        &CHAR_CLASSES,
        &BYTES_CLASSES,
        &DATE_CLASSES,
        &REAL_CLASSES,
        &DOUBLE_CLASSES,
        &SMALLINT_CLASSES,
        &INT_CLASSES,
        &BIGINT_CLASSES,
        &NUMERIC_CLASSES,
        &OID_CLASSES,
        &TIMESTAMP_CLASSES,
        &TIMESTAMPTZ_CLASSES,
        &TIME_CLASSES,
        &TIMETZ_CLASSES,
        &UUID_CLASSES,
    ]
    .into_iter()
    .flatten()
}

/// The names of all classes.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|class| class.name)
}

pub(crate) fn is_known(name: &str) -> bool {
    find(name).is_some()
}

pub(crate) fn find(name: &str) -> Option<&'static OperatorClass> {
    all().find(|class| class.name == name)
}
