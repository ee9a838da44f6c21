SELECT u.id, p.id AS post FROM "Post" p RIGHT JOIN "User" u ON p."authorId" = u.id
