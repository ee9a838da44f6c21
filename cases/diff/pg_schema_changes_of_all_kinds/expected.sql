-- AlterEnum
BEGIN;
CREATE TYPE "a"."K_new" AS ENUM ('X', 'Z');
ALTER TABLE "a"."A" ALTER COLUMN "k" TYPE "a"."K_new" USING ("k"::text::"a"."K_new");
ALTER TYPE "a"."K" RENAME TO "K_old";
ALTER TYPE "a"."K_new" RENAME TO "K";
DROP TYPE "a"."K_old";
COMMIT;

-- DropIndex
DROP INDEX "a"."A_a_key";

-- AlterTable
ALTER TABLE "a"."A" DROP CONSTRAINT "A_pkey",
ALTER COLUMN "id" SET DATA TYPE BIGINT,
DROP COLUMN "b",
ADD COLUMN     "b" INTEGER,
ALTER COLUMN "k" SET DEFAULT 'X',
ADD CONSTRAINT "pk" PRIMARY KEY ("id");

-- CreateIndex
CREATE INDEX "by_b" ON "a"."A"("b");

-- CreateIndex
CREATE UNIQUE INDEX "A_a_b_key" ON "a"."A"("a", "b");
