-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "app users" (
    "user_id" INTEGER NOT NULL,
    "e mail" TEXT NOT NULL,
    "age" INTEGER NOT NULL,

    CONSTRAINT "app users_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "app_posts" (
    "id" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,

    CONSTRAINT "app_posts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app users_e mail_key" ON "app users"("e mail");

-- CreateIndex
CREATE INDEX "app users_age_e mail_idx" ON "app users"("age", "e mail" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "app_posts_author_id_id_key" ON "app_posts"("author_id", "id");

-- AddForeignKey
ALTER TABLE "app_posts" ADD CONSTRAINT "app_posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "app users"("user_id") ON DELETE RESTRICT ON UPDATE CASCADE;
