-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" BOOLEAN NOT NULL DEFAULT false,
    "b" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "c" DATETIME NOT NULL DEFAULT '2020-01-01 00:00:00 +00:00'
);
INSERT INTO "new_M" ("a", "b", "c", "id") SELECT "a", "b", coalesce("c", '2020-01-01 00:00:00 +00:00') AS "c", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
