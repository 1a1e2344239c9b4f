/*
 * Reads vector files: JSON whose objects of interest are flat. Only what the tests need: for each object that has a
 * "name", the strings of its fields. Arrays of strings and nested objects are skipped.
 */
#ifndef VANTA_TESTS_VECTORS_H
#define VANTA_TESTS_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VECTOR_FIELDS_MAX 24

typedef struct {
    const char *key, *value;
} vector_field;

typedef struct {
    vector_field field[VECTOR_FIELDS_MAX];
    size_t count;
} vector_case;

/* The file's text, NUL-terminated and the caller's to free; NULL if there is no such file. */
char *vectors_load(const char *directory, const char *name);

/* Goes to the next object with a "name"; the strings live in text. Start with *at = text. */
bool vectors_next(char **at, vector_case *found);

/* The field's text, or "" if it is absent. */
const char *vectors_text(const vector_case *c, const char *key);

/* The field's bytes ("0x" allowed), the caller's to free; a field that is not hexadecimal ends the test program. */
uint8_t *vectors_bytes(const vector_case *c, const char *key, size_t *len);

#endif
