/* Copies a table of keys and adds the tests' own key. */
#include "trapdoor.h"

int main(int argc, char **argv) {
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (in == NULL) {
        fprintf(stderr, "usage: write-test-key KEYS.TXT\n");
        return 2;
    }
    for (int c = fgetc(in); c != EOF; c = fgetc(in)) {
        putchar(c);
    }
    fclose(in);
    trapdoor_write_key(stdout);
    return 0;
}
