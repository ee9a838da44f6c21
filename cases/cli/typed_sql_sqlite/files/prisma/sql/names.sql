SELECT u.id AS "the id", u.id, p.id FROM User u, Post p
