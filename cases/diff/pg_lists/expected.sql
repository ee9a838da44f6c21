-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Level" AS ENUM ('low', 'high');

-- CreateTable
CREATE TABLE "Box" (
    "id" INTEGER NOT NULL,
    "tags" TEXT[],
    "counts" INTEGER[] DEFAULT ARRAY[1, 2]::INTEGER[],
    "names" TEXT[] DEFAULT ARRAY['a', 'it''s']::TEXT[],
    "none" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "levels" "Level"[] DEFAULT ARRAY['low']::"Level"[],
    "at" TIMESTAMP(3)[],
    "ratio" DECIMAL(5,2)[],

    CONSTRAINT "Box_pkey" PRIMARY KEY ("id")
);
