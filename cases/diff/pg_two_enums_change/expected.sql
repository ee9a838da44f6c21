-- AlterEnum
BEGIN;
CREATE TYPE "K_new" AS ENUM ('A', 'B');
ALTER TABLE "M" ALTER COLUMN "k" TYPE "K_new" USING ("k"::text::"K_new");
ALTER TYPE "K" RENAME TO "K_old";
ALTER TYPE "K_new" RENAME TO "K";
DROP TYPE "K_old";
COMMIT;

-- AlterEnum
ALTER TYPE "L" ADD VALUE 'Z';
