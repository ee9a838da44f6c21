CREATE SCHEMA tools;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm SCHEMA tools;
CREATE TABLE person (id int PRIMARY KEY, email citext UNIQUE, name text);
CREATE INDEX person_name_idx ON person USING gin (name tools.gin_trgm_ops);
