-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "b";

-- CreateEnum
CREATE TYPE "b"."K" AS ENUM ('A');

-- AlterTable
ALTER TABLE "a"."M" DROP COLUMN "k",
ADD COLUMN     "k" "b"."K" NOT NULL;

-- DropEnum
DROP TYPE "a"."K";
