-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey";

-- CreateIndex
CREATE UNIQUE INDEX "M_id_a_key" ON "M"("id", "a");
