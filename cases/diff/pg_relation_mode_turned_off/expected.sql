-- DropForeignKey
ALTER TABLE "N" DROP CONSTRAINT "N_mId_fkey";

-- AlterTable
ALTER TABLE "N" ADD COLUMN     "x" INTEGER;
