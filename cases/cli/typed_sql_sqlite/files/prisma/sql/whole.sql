SELECT count(*) AS n, min(name) AS name, name AS any FROM User
