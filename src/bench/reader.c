/*
 * The ceiling: what a bare reader of libsystemd takes for MESSAGE, SYSLOG_IDENTIFIER and the time
 * of every entry of one unit. Opening and the match are not counted, as in `replay`.
 *
 *     cc -O2 -o reader reader.c -lsystemd && ./reader DIRECTORY UNIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>
#include <time.h>

static void check(const char *what, int result) {
    if (result < 0) {
        fprintf(stderr, "%s: %s\n", what, strerror(-result));
        exit(1);
    }
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: reader DIRECTORY UNIT\n");
        return 64;
    }
    sd_journal *journal;
    check("sd_journal_open_directory", sd_journal_open_directory(&journal, argv[1], 0));
    char match[256];
    snprintf(match, sizeof match, "_SYSTEMD_UNIT=%s", argv[2]);
    check("sd_journal_add_match", sd_journal_add_match(journal, match, 0));
    double start = now();
    check("sd_journal_seek_head", sd_journal_seek_head(journal));
    uint64_t entries = 0, bytes = 0, time;
    const void *data;
    size_t length;
    while (sd_journal_next(journal) > 0) {
        check("time", sd_journal_get_realtime_usec(journal, &time));
        if (sd_journal_get_data(journal, "MESSAGE", &data, &length) >= 0)
            bytes += length;
        if (sd_journal_get_data(journal, "SYSLOG_IDENTIFIER", &data, &length) >= 0)
            bytes += length;
        entries++;
    }
    printf("%.3f %llu %llu\n", now() - start, (unsigned long long) entries, (unsigned long long) bytes);
    sd_journal_close(journal);
    return 0;
}
