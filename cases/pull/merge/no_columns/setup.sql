-- postgresql
CREATE TABLE kept (id int PRIMARY KEY);
CREATE TABLE empty ();
CREATE TYPE bare AS ENUM ();
