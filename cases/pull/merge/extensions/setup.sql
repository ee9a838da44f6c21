-- postgresql
CREATE SCHEMA tools;
CREATE EXTENSION citext;
CREATE EXTENSION "uuid-ossp" SCHEMA tools;
CREATE EXTENSION pg_trgm;
CREATE TABLE words (id uuid PRIMARY KEY, word citext NOT NULL);
