/* The file of keys: sections of lines, each a word and numbers. What does not fit ends the program with the line's number. */
#ifndef VANTA_KEY_FILE_H
#define VANTA_KEY_FILE_H

#include "../bn254/types.h"

#define K_MAX 8
#define SECTIONS_MAX 64

typedef struct {
    char kind[32], version[16], class[16];
    uint8_t selector[4];
    bool has_root;
    uint8_t root[32];
    g1 alpha, k[K_MAX], point[10];
    g2 beta, gamma, delta, srs_g2, srs_tau_g2;
    unsigned k_count, size, public_count, commitment_index, coset_shift;
    uint8_t generator[32], vk_digest[32], control_root[32], control_id[32];
} section;

/* Reads the sections of the named classes; the answer is how many there are. */
unsigned key_file_read(section sections[SECTIONS_MAX], const char *name, char **classes, int class_count);

/* Reads exactly 2 n hexadecimal digits at *text, after blanks. */
void key_file_hex(uint8_t *out, size_t n, const char **text);

/* Reads a program's key: 64 digits, below r. */
void key_file_program(uint8_t vkey[32], const char *text);

_Noreturn void key_file_fail(const char *why);

#endif
