SELECT u.id, u.name, p.id AS post, p.title FROM User u LEFT JOIN Post p ON p.authorId = u.id WHERE u.id = :user
