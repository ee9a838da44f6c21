-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_A" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "x" TEXT NOT NULL DEFAULT 'none',
    "y" BIGINT NOT NULL,
    "w" INTEGER NOT NULL
);
INSERT INTO "new_A" ("id", "x", "y") SELECT "id", coalesce("x", 'none') AS "x", "y" FROM "A";
DROP TABLE "A";
ALTER TABLE "new_A" RENAME TO "A";
CREATE INDEX "A_y_idx" ON "A"("y");
CREATE UNIQUE INDEX "A_x_y_key" ON "A"("x", "y");
CREATE TABLE "new_B" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "aId" INTEGER,
    "z" TEXT NOT NULL,
    CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "A" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_B" ("aId", "id", "z") SELECT "aId", "id", "z" FROM "B";
DROP TABLE "B";
ALTER TABLE "new_B" RENAME TO "B";
CREATE UNIQUE INDEX "B_z_key" ON "B"("z");
CREATE TABLE "new_C" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);
DROP TABLE "C";
ALTER TABLE "new_C" RENAME TO "C";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
