/* Makes a disk fail on request: preloaded into a process (LD_PRELOAD), it counts the calls that
 * write, flush, resize or rename files under one folder, and lets one of them, or all from one on,
 * fail. What is to fail is said in a small file that the test shares with the process. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ONCE = 0, FROM_THEN_ON = 1, HALF = 2 };

/* faults.py knows this layout. */
struct control {
    int32_t armed;
    int32_t mode;
    int32_t error;
    int32_t unsynced; /* what was not flushed in time: see below */
    int64_t nth;
    int64_t calls;
    int64_t failed;
};

/* A watched file was written and is not flushed; a file was renamed and its folder is not flushed;
 * a file was renamed before it was flushed. */
enum { WRITTEN = 1, RENAMED = 2, TOO_EARLY = 4 };

static struct control *control;
static char folder[PATH_MAX];
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("TORTURE_CONTROL"), *within = getenv("TORTURE_FOLDER");
    int opened = file && within ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (opened < 0) return;
    snprintf(folder, sizeof folder, "%s/", within);
    folder_length = strlen(folder);
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    close(opened);
    if (shared != MAP_FAILED) control = shared;
}

static int is_folder(const char *path) {
    return strlen(path) == folder_length - 1 && !strncmp(path, folder, folder_length - 1);
}

static int path_of(int opened, char *path) {
    char link[64];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", opened);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    errno = before;
    path[length > 0 ? length : 0] = 0;
    return strncmp(path, folder, folder_length) == 0 || is_folder(path);
}

static int fails(void) {
    int64_t call = __atomic_fetch_add(&control->calls, 1, __ATOMIC_SEQ_CST);
    int now = call == control->nth || (control->mode == FROM_THEN_ON && call > control->nth);
    if (now) __atomic_fetch_add(&control->failed, 1, __ATOMIC_SEQ_CST);
    return now;
}

static int refuse(void) {
    errno = control->error;
    return -1;
}

/* SQLite's log, and our own files before they are renamed. */
static int watched(const char *path) {
    const char *end = path + strlen(path);
    return (end - path > 4 && !strcmp(end - 4, "-wal")) ||
           (end - path > 5 && !strcmp(end - 5, ".half"));
}

static void written(const char *path) {
    if (watched(path)) control->unsynced |= WRITTEN;
}

static void flushed(const char *path) {
    if (watched(path)) control->unsynced &= ~WRITTEN;
    if (is_folder(path)) control->unsynced &= ~RENAMED;
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

#define WRITING(name, parameters, whole, half)                     \
    ssize_t name parameters {                                      \
        char path[PATH_MAX];                                       \
        if (control && path_of(fd, path)) {                        \
            written(path);                                         \
            if (control->armed && fails()) {                       \
                if (control->mode == HALF) (void) !REAL(name) half;\
                return refuse();                                   \
            }                                                      \
        }                                                          \
        return REAL(name) whole;                                   \
    }

WRITING(write, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, size / 2))
WRITING(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at),
        (fd, data, size / 2, at))
WRITING(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at),
        (fd, data, size / 2, at))
WRITING(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count),
        (fd, parts, count / 2))
WRITING(pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at),
        (fd, parts, count / 2, at))
WRITING(pwritev64, (int fd, const struct iovec *parts, int count, off64_t at),
        (fd, parts, count, at), (fd, parts, count / 2, at))

#define FLUSHING(name)                                             \
    int name(int fd) {                                             \
        char path[PATH_MAX];                                       \
        int ours = control && path_of(fd, path);                   \
        if (ours && control->armed && fails()) return refuse();    \
        int result = REAL(name)(fd);                               \
        if (ours && !result) flushed(path);                        \
        return result;                                             \
    }

FLUSHING(fsync)
FLUSHING(fdatasync)

#define ON_A_FILE(name, parameters, whole, refused)                \
    int name parameters {                                          \
        char path[PATH_MAX];                                       \
        if (control && control->armed && path_of(fd, path) && fails()) { \
            refuse();                                              \
            return refused;                                        \
        }                                                          \
        return REAL(name) whole;                                   \
    }

ON_A_FILE(sync_file_range, (int fd, off64_t at, off64_t size, unsigned int flags),
          (fd, at, size, flags), -1)
ON_A_FILE(ftruncate, (int fd, off_t size), (fd, size), -1)
ON_A_FILE(ftruncate64, (int fd, off64_t size), (fd, size), -1)
ON_A_FILE(fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), -1)
ON_A_FILE(posix_fallocate, (int fd, off_t at, off_t size), (fd, at, size), control->error)

static int renames_ours(const char *to) {
    char path[PATH_MAX] = "";
    if (to[0] != '/' && getcwd(path, sizeof path - 1)) strcat(path, "/");
    strncat(path, to, sizeof path - strlen(path) - 1);
    return strncmp(path, folder, folder_length) == 0;
}

int rename(const char *from, const char *to) {
    int ours = control && renames_ours(to);
    if (ours && control->armed && fails()) return refuse();
    int result = REAL(rename)(from, to);
    if (ours && !result)
        control->unsynced |= RENAMED | (control->unsynced & WRITTEN ? TOO_EARLY : 0);
    return result;
}

int link(const char *from, const char *to) {
    if (control && control->armed && renames_ours(to) && fails()) return refuse();
    return REAL(link)(from, to);
}
