-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_N" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "ma" INTEGER,
    "mb" INTEGER,
    CONSTRAINT "N_ma_mb_fkey" FOREIGN KEY ("ma", "mb") REFERENCES "M" ("a", "b") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_N" ("id") SELECT "id" FROM "N";
DROP TABLE "N";
ALTER TABLE "new_N" RENAME TO "N";
CREATE INDEX "N_ma_mb_idx" ON "N"("ma", "mb");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
