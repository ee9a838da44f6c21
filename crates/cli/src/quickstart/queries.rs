//! What the quickstart asks, in Prisma's JSON form: no generated code takes part.

/// A query with what it shows.
pub(super) struct Query {
    pub(super) title: &'static str,
    pub(super) request: &'static str,
}

pub(super) const ALL: [Query; 3] = [
    Query {
        title: "Who has what to do",
        request: r#"{"modelName":"User","action":"findMany","query":{"arguments":{"orderBy":[{"name":"asc"}]},"selection":{"name":true,"todos":{"arguments":{"where":{"completed":false}},"selection":{"title":true}}}}}"#,
    },
    Query {
        title: "One more todo",
        request: r#"{"modelName":"Todo","action":"createOne","query":{"arguments":{"data":{"title":"Read about Nicol","user":{"connect":{"email":"alan@example.com"}}}},"selection":{"title":true,"completed":true,"user":{"arguments":{},"selection":{"name":true}}}}}"#,
    },
    Query {
        title: "How many there are",
        request: r#"{"modelName":"Todo","action":"aggregate","query":{"arguments":{},"selection":{"_count":{"arguments":{},"selection":{"_all":true}}}}}"#,
    },
];
