SELECT u.name, x.posts, x.authorId FROM User u JOIN (SELECT authorId, count(*) AS posts FROM Post GROUP BY authorId) x ON x.authorId = u.id
