-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey";
