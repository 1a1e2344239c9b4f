/* How the multiplications of x86-64 end. */
#ifndef VANTA_BN254_FP_STORE_X86_H
#define VANTA_BN254_FP_STORE_X86_H

/* (r0..r3) below 2p becomes canonical and is stored; rax, rcx, rdx and s are free */
#define STORE_REDUCED(z, r0, r1, r2, r3, s)                                                                            \
    "movq %%" r0 ", %%rax\n\t"                                                                                         \
    "movq %%" r1 ", %%rcx\n\t"                                                                                         \
    "movq %%" r2 ", %%rdx\n\t"                                                                                         \
    "movq %%" r3 ", %%" s "\n\t"                                                                                       \
    "subq 0(%[p]), %%rax\n\t"                                                                                          \
    "sbbq 8(%[p]), %%rcx\n\t"                                                                                          \
    "sbbq 16(%[p]), %%rdx\n\t"                                                                                         \
    "sbbq 24(%[p]), %%" s "\n\t"                                                                                       \
    "cmovcq %%" r0 ", %%rax\n\t"                                                                                       \
    "cmovcq %%" r1 ", %%rcx\n\t"                                                                                       \
    "cmovcq %%" r2 ", %%rdx\n\t"                                                                                       \
    "cmovcq %%" r3 ", %%" s "\n\t"                                                                                     \
    "movq %%rax, 0(" z ")\n\t"                                                                                         \
    "movq %%rcx, 8(" z ")\n\t"                                                                                         \
    "movq %%rdx, 16(" z ")\n\t"                                                                                        \
    "movq %%" s ", 24(" z ")\n\t"

#endif
