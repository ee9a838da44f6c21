INSERT INTO "M" ("id", "c") VALUES (4, NULL), (17, 'x'), (99, NULL);
