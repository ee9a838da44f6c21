-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_M" (
    "x" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    "z" TEXT NOT NULL,

    PRIMARY KEY ("x", "b")
);
INSERT INTO "new_M" ("b") SELECT "b" FROM "M";
DROP TABLE "M";
ALTER TABLE "new_M" RENAME TO "M";
CREATE INDEX "M_z_x_idx" ON "M"("z", "x");
CREATE UNIQUE INDEX "M_b_z_key" ON "M"("b", "z");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
