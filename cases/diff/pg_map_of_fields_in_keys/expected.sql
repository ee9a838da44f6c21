-- DropIndex
DROP INDEX "M_c_a_idx";

-- DropIndex
DROP INDEX "M_b_c_key";

-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey",
DROP COLUMN "a",
DROP COLUMN "c",
ADD COLUMN     "x" INTEGER NOT NULL,
ADD COLUMN     "z" TEXT NOT NULL,
ADD CONSTRAINT "M_pkey" PRIMARY KEY ("x", "b");

-- CreateIndex
CREATE INDEX "M_z_x_idx" ON "M"("z", "x");

-- CreateIndex
CREATE UNIQUE INDEX "M_b_z_key" ON "M"("b", "z");
