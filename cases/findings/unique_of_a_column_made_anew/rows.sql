INSERT INTO "M" VALUES (4, 'x'), (17, 'y');
