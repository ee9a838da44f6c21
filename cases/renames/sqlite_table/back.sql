-- RenameTable
ALTER TABLE "Person" RENAME TO "User";

-- RedefineIndex
DROP INDEX "Person_email_key";
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- RedefineIndex
DROP INDEX "Person_name_email_idx";
CREATE INDEX "User_name_email_idx" ON "User"("name", "email");
