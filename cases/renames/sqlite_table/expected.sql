-- RenameTable
ALTER TABLE "User" RENAME TO "Person";

-- RedefineIndex
DROP INDEX "User_email_key";
CREATE UNIQUE INDEX "Person_email_key" ON "Person"("email");

-- RedefineIndex
DROP INDEX "User_name_email_idx";
CREATE INDEX "Person_name_email_idx" ON "Person"("name", "email");
