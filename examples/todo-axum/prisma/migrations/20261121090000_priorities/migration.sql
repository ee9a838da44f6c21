-- CreateEnum
CREATE TYPE "Priority" AS ENUM ('LOW', 'NORMAL', 'HIGH');

-- AlterTable
ALTER TABLE "todos" ADD COLUMN     "priority" "Priority" NOT NULL DEFAULT 'NORMAL';
