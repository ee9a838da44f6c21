-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" BIGINT NOT NULL DEFAULT 2,
    "b" INTEGER DEFAULT 3,
    "c" DECIMAL NOT NULL DEFAULT 1.5
);
INSERT INTO "new_M" ("a", "b", "c", "id") SELECT coalesce("a", 2) AS "a", "b", coalesce("c", 1.5) AS "c", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
