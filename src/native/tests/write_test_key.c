/* Joins tables of keys and adds the tests' own key. */
#include "trapdoor.h"

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: write-test-key KEYS.TXT...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        FILE *in = fopen(argv[i], "r");
        if (in == NULL) {
            perror(argv[i]);
            return 2;
        }
        for (int c = fgetc(in); c != EOF; c = fgetc(in)) {
            putchar(c);
        }
        fclose(in);
    }
    trapdoor_write_key(stdout);
    return 0;
}
