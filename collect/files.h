/* files.h - where platforms and tools are looked for: beside the campaign, in the folder
   $DESMET_COLLECT, and where desmet is installed or built. */
#ifndef COLLECT_FILES_H
#define COLLECT_FILES_H

/* The path of "platforms/docker/platform.ini" or the like; NULL if it is nowhere. The caller
   frees. `beside` is a file whose folder comes first. */
char *files_find(const char *beside, const char *below);

#endif
