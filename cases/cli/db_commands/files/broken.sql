INSERT INTO Nobody (email) VALUES ('ann@example.com');
