-- AlterEnum
BEGIN;
CREATE TYPE "K_new" AS ENUM ('A');
ALTER TABLE "M" ALTER COLUMN "k" TYPE "K_new" USING ("k"::text::"K_new");
ALTER TABLE "N" ALTER COLUMN "k" TYPE TEXT USING ("k"::text);
ALTER TYPE "K" RENAME TO "K_old";
ALTER TYPE "K_new" RENAME TO "K";
DROP TYPE "K_old";
COMMIT;

-- DropTable
DROP TABLE "N";
