INSERT INTO "M" VALUES (1, now(), now());
