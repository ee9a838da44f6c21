SELECT u.id, u.mood, p.id AS post, p.title FROM "User" u LEFT JOIN "Post" p ON p."authorId" = u.id WHERE u.id = $1 AND u.mood = $2 ORDER BY u.id
