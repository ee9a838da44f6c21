-- AlterTable
ALTER TABLE "M" ADD COLUMN     "a" INTEGER;
