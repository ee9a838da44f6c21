-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Task" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 3,
    "done" BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO "new_Task" ("done", "id", "rank", "title") SELECT coalesce("done", false) AS "done", "id", coalesce("rank", 3) AS "rank", "title" FROM "Task";
DROP TABLE "Task";
ALTER TABLE "new_Task" RENAME TO "Task";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
