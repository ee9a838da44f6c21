CREATE TYPE "Role" AS ENUM ('ADMIN', 'USER');
CREATE TABLE "User" (id serial PRIMARY KEY, email text NOT NULL, role "Role" NOT NULL DEFAULT 'USER');
CREATE UNIQUE INDEX "User_email_key" ON "User" (email);
CREATE TABLE "Post" (id serial PRIMARY KEY, title text NOT NULL, "authorId" int NOT NULL
  CONSTRAINT "Post_authorId_fkey" REFERENCES "User" ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql AS $$ SELECT upper(t) $$;
CREATE VIEW titles AS SELECT shout(title) AS title FROM "Post";
INSERT INTO "User" (email) VALUES ('old@example.com');
