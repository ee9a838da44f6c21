INSERT INTO "M" ("id", "c") VALUES (4, '1'), (17, NULL), (99, NULL);
