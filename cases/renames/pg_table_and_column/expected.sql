-- RenameEnum
ALTER TYPE "Role" RENAME TO "UserRole";

-- RenameEnumValue
ALTER TYPE "UserRole" RENAME VALUE 'ADMIN' TO 'OWNER';

-- RenameTable
ALTER TABLE "User" RENAME TO "people";

-- RenameColumn
ALTER TABLE "people" RENAME COLUMN "id" TO "key";

-- RenameSequence
ALTER SEQUENCE "User_id_seq" RENAME TO "people_key_seq";

-- AlterEnum
ALTER TYPE "UserRole" ADD VALUE 'OTHER';

-- AlterTable
ALTER TABLE "people" ADD COLUMN     "added" TEXT;
ALTER TABLE "people" RENAME CONSTRAINT "User_pkey" TO "people_pkey";

-- RenameForeignKey
ALTER TABLE "people" RENAME CONSTRAINT "User_bestId_fkey" TO "people_bestId_fkey";
