-- AlterEnum
BEGIN;
CREATE TYPE "K_new" AS ENUM ('A');
ALTER TABLE "M" ALTER COLUMN "k" TYPE "K_new" USING ("k"::text::"K_new");
ALTER TYPE "K" RENAME TO "K_old";
ALTER TYPE "K_new" RENAME TO "K";
DROP TYPE "K_old";
COMMIT;

-- CreateTable
CREATE TABLE "N" (
    "id" SERIAL NOT NULL,
    "k" "K" NOT NULL DEFAULT 'A',

    CONSTRAINT "N_pkey" PRIMARY KEY ("id")
);
