-- DropIndex
DROP INDEX "M_a b_c.d_idx";

-- AlterTable
ALTER TABLE "M" DROP COLUMN "c.d",
ADD COLUMN     "c.d2" INTEGER NOT NULL,
ALTER COLUMN "a b" SET DATA TYPE TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "M_a b_key" ON "M"("a b");

-- CreateIndex
CREATE INDEX "M_a b_c.d2_idx" ON "M"("a b", "c.d2");
