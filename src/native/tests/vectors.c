#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *vectors_load(const char *directory, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return NULL;
    }
    fseek(in, 0, SEEK_END);
    long size = ftell(in);
    rewind(in);
    char *text = malloc((size_t)size + 1);
    if (text == NULL || fread(text, 1, (size_t)size, in) != (size_t)size) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    text[size] = 0;
    fclose(in);
    return text;
}

/* Ends the string that starts after the quote at *at and moves past it. */
static char *take_string(char **at) {
    char *start = *at + 1, *end = start;
    while (*end != 0 && *end != '"') {
        end += end[0] == '\\' && end[1] != 0 ? 2 : 1;
    }
    *at = *end == 0 ? end : end + 1;
    *end = 0;
    return start;
}

static void skip_spaces(char **at) { *at += strspn(*at, " \t\r\n,"); }

/* Skips the array or object at *at. */
static void skip_nested(char **at) {
    int depth = 0;
    do {
        if (**at == '"') {
            (void)take_string(at);
            continue;
        }
        depth += **at == '[' || **at == '{';
        depth -= **at == ']' || **at == '}';
        (*at)++;
    } while (depth > 0 && **at != 0);
}

/* Reads the object at *at field by field; its nested values are passed over. */
static void take_object(char **at, vector_case *found) {
    found->count = 0;
    (*at)++;
    for (skip_spaces(at); **at == '"'; skip_spaces(at)) {
        const char *key = take_string(at), *value = "";
        *at += strspn(*at, " :\t\r\n");
        if (**at == '"') {
            value = take_string(at);
        } else if (**at == '[' || **at == '{') {
            skip_nested(at);
        } else {
            *at += strcspn(*at, ",}]");
        }
        if (found->count < VECTOR_FIELDS_MAX) {
            found->field[found->count++] = (vector_field){key, value};
        }
    }
}

bool vectors_next(char **at, vector_case *found) {
    while (**at != 0) {
        if (**at == '"') {
            (void)take_string(at);
        } else if (**at == '{') {
            /* The outermost object of a file holds other objects: look into it. */
            char *inside = *at + 1;
            skip_spaces(&inside);
            if (strncmp(inside, "\"name\"", 6) == 0) {
                take_object(at, found);
                return true;
            }
            (*at)++;
        } else {
            (*at)++;
        }
    }
    return false;
}

const char *vectors_text(const vector_case *c, const char *key) {
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->field[i].key, key) == 0) {
            return c->field[i].value;
        }
    }
    return "";
}

uint8_t *vectors_bytes(const vector_case *c, const char *key, size_t *len) {
    const char *text = vectors_text(c, key);
    text += text[0] == '0' && text[1] == 'x' ? 2 : 0;
    *len = strlen(text) / 2;
    /* One byte more, so that an empty field is still a pointer. */
    uint8_t *bytes = malloc(*len + 1);
    for (size_t i = 0; i < *len; i++) {
        unsigned byte;
        if (bytes == NULL || sscanf(text + 2 * i, "%2x", &byte) != 1) {
            fprintf(stderr, "%s of %s is not hexadecimal\n", key, vectors_text(c, "name"));
            exit(2);
        }
        bytes[i] = (uint8_t)byte;
    }
    return bytes;
}
