-- CreateTable
CREATE TABLE "Everything" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "text" TEXT NOT NULL,
    "flag" BOOLEAN NOT NULL,
    "big" BIGINT NOT NULL,
    "ratio" REAL NOT NULL,
    "price" DECIMAL NOT NULL,
    "at" DATETIME NOT NULL,
    "data" JSONB NOT NULL,
    "raw" BLOB NOT NULL,
    "maybe" INTEGER,
    "level" TEXT NOT NULL,
    "level2" TEXT
);
