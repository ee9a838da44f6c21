INSERT INTO "M" ("id", "c") VALUES (4, NULL), (17, NULL), (99, NULL);
