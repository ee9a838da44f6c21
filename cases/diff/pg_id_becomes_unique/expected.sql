-- DropIndex
DROP INDEX "M_a_key";

-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey",
ADD CONSTRAINT "M_pkey" PRIMARY KEY ("a");

-- CreateIndex
CREATE UNIQUE INDEX "M_id_key" ON "M"("id");
