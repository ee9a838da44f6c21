-- postgresql
CREATE TABLE account (id int PRIMARY KEY, email text, owner int);
CREATE UNIQUE INDEX account_email_key ON account (email) WHERE owner > 3;
CREATE INDEX account_owner_idx ON account (owner) INCLUDE (email);
