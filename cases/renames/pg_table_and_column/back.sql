-- RenameEnum
ALTER TYPE "UserRole" RENAME TO "Role";

-- RenameEnumValue
ALTER TYPE "Role" RENAME VALUE 'OWNER' TO 'ADMIN';

-- RenameTable
ALTER TABLE "people" RENAME TO "User";

-- RenameColumn
ALTER TABLE "User" RENAME COLUMN "key" TO "id";

-- RenameSequence
ALTER SEQUENCE "people_key_seq" RENAME TO "User_id_seq";

-- AlterEnum
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('ADMIN', 'USER', 'GUEST');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "roles" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TABLE "User" ALTER COLUMN "roles" TYPE "Role_new"[] USING ("roles"::text::"Role_new"[]);
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'USER';
ALTER TABLE "User" ALTER COLUMN "roles" SET DEFAULT ARRAY['ADMIN', 'GUEST']::"Role"[];
COMMIT;

-- AlterTable
ALTER TABLE "User" DROP COLUMN "added";
ALTER TABLE "User" RENAME CONSTRAINT "people_pkey" TO "User_pkey";

-- RenameForeignKey
ALTER TABLE "User" RENAME CONSTRAINT "people_bestId_fkey" TO "User_bestId_fkey";
