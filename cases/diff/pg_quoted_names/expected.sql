-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "it's a ""table""" (
    "id" INTEGER NOT NULL,
    "a ""quoted"" name" INTEGER NOT NULL,

    CONSTRAINT "it's a ""table""_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "an ""index""" ON "it's a ""table"""("a ""quoted"" name");
