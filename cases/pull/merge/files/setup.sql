-- postgresql
CREATE TYPE mood AS ENUM ('calm', 'so so', 'wild');
CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL UNIQUE, mood mood DEFAULT 'calm');
CREATE TABLE posts (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE, second_id int REFERENCES users (id));
CREATE TABLE tags (name text PRIMARY KEY, post int REFERENCES posts (id));
CREATE TYPE fresh AS ENUM ('a');
