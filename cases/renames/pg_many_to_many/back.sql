-- RenameTable
ALTER TABLE "Story" RENAME TO "Post";

-- RenameTable
ALTER TABLE "_StoryToTag" RENAME TO "_PostToTag";

-- RenameTable
ALTER TABLE "_CatToStory" RENAME TO "_CatToPost";

-- AlterTable
ALTER TABLE "Post" RENAME CONSTRAINT "Story_pkey" TO "Post_pkey";

-- AlterTable
ALTER TABLE "_PostToTag" RENAME CONSTRAINT "_StoryToTag_AB_pkey" TO "_PostToTag_AB_pkey";

-- AlterTable
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToStory_AB_pkey" TO "_CatToPost_AB_pkey";

-- RenameForeignKey
ALTER TABLE "_PostToTag" RENAME CONSTRAINT "_StoryToTag_A_fkey" TO "_PostToTag_A_fkey";

-- RenameForeignKey
ALTER TABLE "_PostToTag" RENAME CONSTRAINT "_StoryToTag_B_fkey" TO "_PostToTag_B_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToStory_A_fkey" TO "_CatToPost_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToPost" RENAME CONSTRAINT "_CatToStory_B_fkey" TO "_CatToPost_B_fkey";

-- RenameIndex
ALTER INDEX "_StoryToTag_B_index" RENAME TO "_PostToTag_B_index";

-- RenameIndex
ALTER INDEX "_CatToStory_B_index" RENAME TO "_CatToPost_B_index";
