-- CreateTable
CREATE TABLE "Client" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "type" TEXT NOT NULL,
    "match" INTEGER NOT NULL,
    "gen" INTEGER NOT NULL,
    "self" INTEGER NOT NULL,
    "self_" INTEGER NOT NULL,
    "bool" BOOLEAN NOT NULL,
    "String" TEXT NOT NULL,
    "userID" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "aB" INTEGER NOT NULL,
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Option" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clientId" INTEGER,
    "new" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL,
    CONSTRAINT "Option_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "New" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "mod" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- CreateTable
CREATE TABLE "user_profile" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "home_address_of_the_person_in_the_registry_office" TEXT NOT NULL,
    "another_address_of_the_person_in_the_registry_office" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Transact" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- CreateTable
CREATE TABLE "UserProfile" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- CreateIndex
CREATE UNIQUE INDEX "Client_a_b_key" ON "Client"("a", "b");

-- CreateIndex
CREATE UNIQUE INDEX "user_profile_home_address_of_the_person_in_the_registry_office_key" ON "user_profile"("home_address_of_the_person_in_the_registry_office");

-- CreateIndex
CREATE UNIQUE INDEX "user_profile_another_address_of_the_person_in_the_registry_office_key" ON "user_profile"("another_address_of_the_person_in_the_registry_office");

-- CreateIndex
CREATE UNIQUE INDEX "user_profile_home_address_of_the_person_in_the_registry_office_another_address_of_the_person_in_the_registry_office_key" ON "user_profile"("home_address_of_the_person_in_the_registry_office", "another_address_of_the_person_in_the_registry_office");
