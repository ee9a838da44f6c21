INSERT INTO "Post" (id, title, "authorId") VALUES ($1, $2, $3) RETURNING id, title;
