-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" circle NOT NULL,
    "b" circle DEFAULT (1)
);
