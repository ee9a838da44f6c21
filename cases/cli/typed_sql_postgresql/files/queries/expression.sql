WITH x AS MATERIALIZED (SELECT u.id, p.id AS post FROM "User" u LEFT JOIN "Post" p ON p."authorId" = u.id) SELECT x.id, x.post FROM x
