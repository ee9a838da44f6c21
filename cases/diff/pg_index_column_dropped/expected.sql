-- DropIndex
DROP INDEX "M_a_b_idx";

-- DropIndex
DROP INDEX "M_b_key";

-- AlterTable
ALTER TABLE "M" DROP COLUMN "b";
