INSERT INTO "User" ("email") VALUES ('a@b.c');
