-- CreateIndex
CREATE UNIQUE INDEX "Task_title_key" ON "Task"("title");

-- CreateIndex
CREATE INDEX "Task_title_id_idx" ON "Task"("title", "id" DESC);
