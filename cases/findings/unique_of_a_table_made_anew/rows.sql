INSERT INTO "M" ("id", "c") VALUES (4, 'x'), (17, 'x');
