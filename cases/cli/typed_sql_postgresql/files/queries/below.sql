SELECT s.id, s.post FROM (SELECT u.id, p.id AS post FROM "User" u LEFT JOIN "Post" p ON p."authorId" = u.id OFFSET 0) s
