-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" INTEGER NOT NULL,
    "b" DATETIME,
    "c" JSONB NOT NULL DEFAULT '{}'
);
INSERT INTO "new_M" ("a", "b", "c", "id") SELECT "a", "b", "c", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
CREATE INDEX "M_a_idx" ON "M"("a");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
