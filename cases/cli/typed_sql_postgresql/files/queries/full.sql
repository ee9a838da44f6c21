SELECT a.id, b.id AS other FROM "User" a FULL JOIN "User" b ON a.age = b.id
