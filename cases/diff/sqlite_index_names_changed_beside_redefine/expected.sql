-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" INTEGER NOT NULL,
    "b" TEXT NOT NULL
);
INSERT INTO "new_M" ("a", "b", "id") SELECT "a", "b", "id" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
CREATE UNIQUE INDEX "u2" ON "M"("a");
CREATE INDEX "M_b_idx" ON "M"("b");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
