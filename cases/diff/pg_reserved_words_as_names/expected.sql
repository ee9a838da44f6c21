-- DropIndex
DROP INDEX "User_group_key";

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "select" BOOLEAN NOT NULL DEFAULT true,
ALTER COLUMN "order" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "User_order_group_idx" ON "User"("order", "group");
