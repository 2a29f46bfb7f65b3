/* slow_sync.c - loaded before a program (LD_PRELOAD) by bench/web.py, makes each sync of a file
 * take SYNC_MS milliseconds more, as a disk that is busy with others does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_for_disk(void)
{
    const char *text = getenv("SYNC_MS");
    const long milliseconds = text != NULL ? strtol(text, NULL, 10) : 0;
    const struct timespec time = {.tv_sec = milliseconds / 1000,
                                  .tv_nsec = milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

int fsync(int fd)
{
    wait_for_disk();
    return ((__typeof__(&fsync))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd)
{
    wait_for_disk();
    return ((__typeof__(&fdatasync))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
