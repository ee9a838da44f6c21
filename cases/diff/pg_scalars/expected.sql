-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Level" AS ENUM ('low', 'high');

-- CreateTable
CREATE TABLE "Everything" (
    "id" SERIAL NOT NULL,
    "text" TEXT NOT NULL,
    "flag" BOOLEAN NOT NULL,
    "big" BIGINT NOT NULL,
    "ratio" DOUBLE PRECISION NOT NULL,
    "price" DECIMAL(65,30) NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "data" JSONB NOT NULL,
    "raw" BYTEA NOT NULL,
    "maybe" INTEGER,
    "level" "Level" NOT NULL,
    "level2" "Level",

    CONSTRAINT "Everything_pkey" PRIMARY KEY ("id")
);
