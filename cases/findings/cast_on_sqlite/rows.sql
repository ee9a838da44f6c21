INSERT INTO "M" ("id", "c") VALUES (4, '1'), (17, 'x'), (99, NULL);
