#include "key_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bn254/fr.h"
#include "../bn254/pairing.h"

static const char *file_name;
/* 0 where the fault is of no single line. */
static unsigned line_number;

_Noreturn void key_file_fail(const char *why) {
    fprintf(stderr, "generate-keys: %s", file_name);
    if (line_number > 0) {
        fprintf(stderr, ", line %u", line_number);
    }
    fprintf(stderr, ": %s\n", why);
    exit(1);
}

static int hex_digit(char c) {
    const char *digits = "0123456789abcdef", *at = strchr(digits, c);
    return at == NULL || c == 0 ? -1 : (int)(at - digits);
}

void key_file_hex(uint8_t *out, size_t n, const char **text) {
    while (**text == ' ') {
        (*text)++;
    }
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(**text);
        int low = high < 0 ? -1 : hex_digit((*text)[1]);
        if (low < 0) {
            key_file_fail("expected a number of lower-case hexadecimal digits of full length");
        }
        out[i] = (uint8_t)(high << 4 | low);
        *text += 2;
    }
}

static void read_fp(fp *z, const char **text) {
    uint8_t b[32];
    key_file_hex(b, 32, text);
    if (!fp_from_bytes(z, b)) {
        key_file_fail("a coordinate is not below p");
    }
}

static void read_g1(g1 *z, const char *text) {
    read_fp(&z->x, &text);
    read_fp(&z->y, &text);
    if (!g1_on_curve(z)) {
        key_file_fail("the point is not on the curve");
    }
}

static void read_g2(g2 *z, const char *text) {
    read_fp(&z->x.re, &text);
    read_fp(&z->x.im, &text);
    read_fp(&z->y.re, &text);
    read_fp(&z->y.im, &text);
    live_pair pair = {{FP_ONE, FP_ONE}, *z};
    g2_projective t;
    bool in_subgroup;
    fp12 f;
    miller_loop(&f, &pair, &t, &in_subgroup, 1, NULL, 0);
    if (!g2_on_curve(z) || !in_subgroup) {
        key_file_fail("the point is not in the subgroup of the twist");
    }
}

static const char *const PLONK_POINTS[10] = {"s1", "s2", "s3", "ql", "qr", "qm", "qo", "qk", "qcp", "srs_g1"};

static void set(section *s, const char *word, const char *rest) {
    for (int i = 0; i < 10; i++) {
        if (strcmp(word, PLONK_POINTS[i]) == 0) {
            read_g1(&s->point[i], rest);
            return;
        }
    }
    if (strcmp(word, "vk_root") == 0) {
        s->has_root = true;
        key_file_hex(s->root, 32, &rest);
    } else if (strcmp(word, "alpha") == 0) {
        read_g1(&s->alpha, rest);
    } else if (strcmp(word, "beta") == 0) {
        read_g2(&s->beta, rest);
    } else if (strcmp(word, "gamma") == 0) {
        read_g2(&s->gamma, rest);
    } else if (strcmp(word, "delta") == 0) {
        read_g2(&s->delta, rest);
    } else if (strcmp(word, "k") == 0 && s->k_count < K_MAX) {
        read_g1(&s->k[s->k_count++], rest);
    } else if (strcmp(word, "size") == 0) {
        s->size = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "public") == 0) {
        s->public_count = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "commitment_index") == 0) {
        s->commitment_index = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "coset_shift") == 0) {
        s->coset_shift = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "generator") == 0) {
        key_file_hex(s->generator, 32, &rest);
    } else if (strcmp(word, "srs_g2") == 0) {
        read_g2(&s->srs_g2, rest);
    } else if (strcmp(word, "srs_tau_g2") == 0) {
        read_g2(&s->srs_tau_g2, rest);
    } else if (strcmp(word, "vk_digest") == 0) {
        key_file_hex(s->vk_digest, 32, &rest);
    } else if (strcmp(word, "control_root") == 0) {
        key_file_hex(s->control_root, 32, &rest);
    } else if (strcmp(word, "bn254_control_id") == 0) {
        key_file_hex(s->control_id, 32, &rest);
    } else {
        key_file_fail("unknown word, or too many K points");
    }
}

static bool is_chosen(const char *class, char **classes, int n) {
    for (int i = 0; i < n; i++) {
        if (strcmp(class, classes[i]) == 0) {
            return true;
        }
    }
    return false;
}

unsigned key_file_read(section sections[SECTIONS_MAX], const char *name, char **classes, int class_count) {
    file_name = name;
    FILE *in = fopen(name, "r");
    if (in == NULL) {
        perror(name);
        exit(2);
    }
    unsigned section_count = 0;
    char text[1024], word[32];
    bool open = false;
    while (fgets(text, sizeof text, in) != NULL) {
        int used = 0;
        line_number++;
        if (text[0] == '#' || sscanf(text, "%31s%n", word, &used) != 1) {
            continue;
        }
        section *s = &sections[section_count];
        if (open && strcmp(word, "end") == 0) {
            open = false;
            if (is_chosen(s->class, classes, class_count)) {
                section_count++;
            }
        } else if (open) {
            set(s, word, text + used);
        } else {
            char selector[16] = "00000000";
            if (section_count == SECTIONS_MAX) {
                key_file_fail("too many keys");
            }
            memset(s, 0, sizeof *s);
            if (sscanf(text, "%31s %15s %15s %15s", s->kind, s->version, s->class, selector) < 3) {
                key_file_fail("expected: kind version class selector");
            }
            const char *at = selector;
            key_file_hex(s->selector, 4, &at);
            open = true;
        }
    }
    if (open) {
        key_file_fail("the last key has no end");
    }
    fclose(in);
    line_number = 0;
    return section_count;
}

void key_file_program(uint8_t vkey[32], const char *text) {
    fr ignored;
    file_name = text;
    key_file_hex(vkey, 32, &text);
    if (*text != 0 || !fr_from_bytes(&ignored, vkey)) {
        key_file_fail("a program key has 64 digits and is below r");
    }
}
