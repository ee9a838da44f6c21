-- DropIndex
DROP INDEX "M_b_c_key";

-- AlterTable
ALTER TABLE "M" DROP COLUMN "a",
ADD COLUMN     "a" INTEGER NOT NULL,
DROP COLUMN "b",
ADD COLUMN     "b" TIMESTAMP(3),
DROP COLUMN "c",
ADD COLUMN     "c" JSONB NOT NULL DEFAULT '{}';

-- CreateIndex
CREATE INDEX "M_a_idx" ON "M"("a");
