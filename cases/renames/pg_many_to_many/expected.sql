-- RenameTable
ALTER TABLE "Post" RENAME TO "Story";

-- RenameTable
ALTER TABLE "_PostToTag" RENAME TO "_StoryToTag";

-- RenameTable
ALTER TABLE "_CatToPost" RENAME TO "_CatToStory";

-- AlterTable
ALTER TABLE "Story" RENAME CONSTRAINT "Post_pkey" TO "Story_pkey";

-- AlterTable
ALTER TABLE "_StoryToTag" RENAME CONSTRAINT "_PostToTag_AB_pkey" TO "_StoryToTag_AB_pkey";

-- AlterTable
ALTER TABLE "_CatToStory" RENAME CONSTRAINT "_CatToPost_AB_pkey" TO "_CatToStory_AB_pkey";

-- RenameForeignKey
ALTER TABLE "_StoryToTag" RENAME CONSTRAINT "_PostToTag_A_fkey" TO "_StoryToTag_A_fkey";

-- RenameForeignKey
ALTER TABLE "_StoryToTag" RENAME CONSTRAINT "_PostToTag_B_fkey" TO "_StoryToTag_B_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToStory" RENAME CONSTRAINT "_CatToPost_A_fkey" TO "_CatToStory_A_fkey";

-- RenameForeignKey
ALTER TABLE "_CatToStory" RENAME CONSTRAINT "_CatToPost_B_fkey" TO "_CatToStory_B_fkey";

-- RenameIndex
ALTER INDEX "_PostToTag_B_index" RENAME TO "_StoryToTag_B_index";

-- RenameIndex
ALTER INDEX "_CatToPost_B_index" RENAME TO "_CatToStory_B_index";
