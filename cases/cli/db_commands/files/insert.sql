INSERT INTO User (email) VALUES ('ann@example.com');
