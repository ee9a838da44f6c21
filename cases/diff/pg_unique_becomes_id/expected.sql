-- AlterTable
ALTER TABLE "M" ADD CONSTRAINT "M_pkey" PRIMARY KEY ("a");

-- DropIndex
DROP INDEX "M_a_key";
