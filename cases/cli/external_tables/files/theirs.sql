CREATE TYPE "role" AS ENUM ('admin', 'guest');
CREATE TABLE auth_user (id int PRIMARY KEY, role "role" NOT NULL);
INSERT INTO auth_user VALUES (1, 'admin');
