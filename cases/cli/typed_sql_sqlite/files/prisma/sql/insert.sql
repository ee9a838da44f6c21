INSERT INTO Post (id, title, authorId) VALUES (?, ?, ?) RETURNING id, title
