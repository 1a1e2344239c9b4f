/*
 * Constants of BN254 (alt_bn128, EIP-196/197): p and r from x = 4965661367192848881.
 * Every residue is in Montgomery form, R = 2^256, least significant limb first.
 * tests/field_test.c derives each of them again from x.
 */
#ifndef VANTA_BN254_CONSTANTS_H
#define VANTA_BN254_CONSTANTS_H

#include "types.h"

/* p = 36x^4 + 36x^3 + 24x^2 + 6x + 1; FP_INV = -1/p mod 2^64. */
static const fp FP_P = {{0x3c208c16d87cfd47ULL, 0x97816a916871ca8dULL, 0xb85045b68181585dULL,
    0x30644e72e131a029ULL}};
#define FP_INV 0x87d20782e4866389ULL
static const fp FP_ONE = {{0xd35d438dc58f0d9dULL, 0x0a78eb28f5c70b3dULL, 0x666ea36f7879462cULL,
    0x0e0a77c19a07df2fULL}};
static const fp FP_R2 = {{0xf32cfc5b538afa89ULL, 0xb5e71911d44501fbULL, 0x47ab1eff0a417ff6ULL,
    0x06d89f71cab8351fULL}};
/* The curve: y^2 = x^3 + 3. */
static const fp FP_B = {{0x7a17caa950ad28d7ULL, 0x1f6ac17ae15521b9ULL, 0x334bea4e696bd284ULL,
    0x2a1f6744ce179d8eULL}};

/* r = 36x^4 + 36x^3 + 18x^2 + 6x + 1. */
static const fr FR_R = {{0x43e1f593f0000001ULL, 0x2833e84879b97091ULL, 0xb85045b68181585dULL,
    0x30644e72e131a029ULL}};
#define FR_INV 0xc2e1f593efffffffULL
static const fr FR_ONE = {{0xac96341c4ffffffbULL, 0x36fc76959f60cd29ULL, 0x666ea36f7879462eULL,
    0x0e0a77c19a07df2fULL}};
static const fr FR_R2 = {{0x1bb8e645ae216da7ULL, 0x53fe3ab1e35c59e3ULL, 0x8c49833d53bb8085ULL,
    0x0216d0b17f4e44a5ULL}};

/* The twist: y^2 = x^3 + 3/(9 + u); the doubling wants three times that. */
static const fp2 TWIST_B = {{{0x3bf938e377b802a8ULL, 0x020b1b273633535dULL, 0x26b7edf049755260ULL,
    0x2514c6324384a86dULL}}, {{0x38e7ecccd1dcff67ULL, 0x65f0b37d93ce0d3eULL, 0xd749d0dd22ac00aaULL,
    0x0141b9ce4a688d4dULL}}};
static const fp2 TWIST_3B = {{{0x3baa927cb62e0d6aULL, 0xd71e7c52d1b664fdULL, 0x03873e63d95d4664ULL,
    0x0e75b5b1082ab8f4ULL}}, {{0xaab7c6667596fe35ULL, 0x31d21a78bb6a27baULL, 0x85dd7297680401ffULL,
    0x03c52d6adf39a7e9ULL}}};

/* psi(x, y) = (conj(x) PSI_X, conj(y) PSI_Y) is Frobenius carried to the twist; PSI_X = (9+u)^((p-1)/3), PSI_Y = (9+u)^((p-1)/2). */
static const fp2 PSI_X = {{{0xb5773b104563ab30ULL, 0x347f91c8a9aa6454ULL, 0x7a007127242e0991ULL,
    0x1956bcd8118214ecULL}}, {{0x6e849f1ea0aa4757ULL, 0xaa1c7b6d89f89141ULL, 0xb6e713cdfae0ca3aULL,
    0x26694fbb4e82ebc3ULL}}};
static const fp2 PSI_Y = {{{0xe4bbdd0c2936b629ULL, 0xbb30f162e133bacbULL, 0x31a9d1b6f9645366ULL,
    0x253570bea500f8ddULL}}, {{0xa1d77ce45ffe77c7ULL, 0x07affd117826d1dbULL, 0x6d16bd27bb7edc6bULL,
    0x2c87200285defeccULL}}};
/* psi^2(x, y) = (x PSI2_X, -y). */
static const fp PSI2_X = {{0x3350c88e13e80b9cULL, 0x7dce557cdb5e56b9ULL, 0x6001b4b8b615564aULL,
    0x2682e617020217e0ULL}};

/* FROBn[i] = (9+u)^((i+1)(p^n-1)/6); for n = 2 they lie in Fp. */
static const fp2 FROB1[5] = {{{{0xaf9ba69633144907ULL, 0xca6b1d7387afb78aULL, 0x11bded5ef08a2087ULL,
    0x02f34d751a1f3a7cULL}}, {{0xa222ae234c492d72ULL, 0xd00f02a4565de15bULL, 0xdc2ff3a253dfc926ULL,
    0x10a75716b3899551ULL}}}, {{{0xb5773b104563ab30ULL, 0x347f91c8a9aa6454ULL, 0x7a007127242e0991ULL,
    0x1956bcd8118214ecULL}}, {{0x6e849f1ea0aa4757ULL, 0xaa1c7b6d89f89141ULL, 0xb6e713cdfae0ca3aULL,
    0x26694fbb4e82ebc3ULL}}}, {{{0xe4bbdd0c2936b629ULL, 0xbb30f162e133bacbULL, 0x31a9d1b6f9645366ULL,
    0x253570bea500f8ddULL}}, {{0xa1d77ce45ffe77c7ULL, 0x07affd117826d1dbULL, 0x6d16bd27bb7edc6bULL,
    0x2c87200285defeccULL}}}, {{{0x7361d77f843abe92ULL, 0xa5bb2bd3273411fbULL, 0x9c941f314b3e2399ULL,
    0x15df9cddbb9fd3ecULL}}, {{0x5dddfd154bd8c949ULL, 0x62cb29a5a4445b60ULL, 0x37bc870a0c7dd2b9ULL,
    0x24830a9d3171f0fdULL}}}, {{{0xc970692f41690fe7ULL, 0xe240342127694b0bULL, 0x32bee66b83c459e8ULL,
    0x12aabced0ab08841ULL}}, {{0x0d485d2340aebfa9ULL, 0x05193418ab2fcc57ULL, 0xd3b0a40b8a4910f5ULL,
    0x2f21ebb535d2925aULL}}}};
static const fp FROB2[5] = {{{0xca8d800500fa1bf2ULL, 0xf0c5d61468b39769ULL, 0x0e201271ad0d4418ULL,
    0x04290f65bad856e6ULL}}, {{0x3350c88e13e80b9cULL, 0x7dce557cdb5e56b9ULL, 0x6001b4b8b615564aULL,
    0x2682e617020217e0ULL}}, {{0x68c3488912edefaaULL, 0x8d087f6872aabf4fULL, 0x51e1a24709081231ULL,
    0x2259d6b14729c0faULL}}, {{0x71930c11d782e155ULL, 0xa6bb947cffbe3323ULL, 0xaa303344d4741444ULL,
    0x2c3b3f0d26594943ULL}}, {{0x08cfc388c494f1abULL, 0x19b315148d1373d4ULL, 0x584e90fdcb6c0213ULL,
    0x09e1685bdf2f8849ULL}}};
static const fp2 FROB3[5] = {{{{0x365316184e46d97dULL, 0x0af7129ed4c96d9fULL, 0x659da72fca1009b5ULL,
    0x08116d8983a20d23ULL}}, {{0xb1df4af7c39c1939ULL, 0x3d9f02878a73bf7fULL, 0x9b2220928caf0ae0ULL,
    0x26684515eff054a6ULL}}}, {{{0xc9af22f716ad6badULL, 0xb311782a4aa662b2ULL, 0x19eeaf64e248c7f4ULL,
    0x20273e77e3439f82ULL}}, {{0xacc02860f7ce93acULL, 0x3933d5817ba76b4cULL, 0x69e6188b446c8467ULL,
    0x0a46036d4417cc55ULL}}}, {{{0x5764af0aaf46471eULL, 0xdc50792e873e0fc1ULL, 0x86a673ff881d04f6ULL,
    0x0b2eddb43c30a74cULL}}, {{0x9a490f32787e8580ULL, 0x8fd16d7ff04af8b1ULL, 0x4b39888ec6027bf2ULL,
    0x03dd2e705b52a15dULL}}}, {{{0x448a93a57b6762dfULL, 0xbfd62df528fdeadfULL, 0xd858f5d00e9bd47aULL,
    0x06b03d4d3476ec58ULL}}, {{0x2b19daf4bcc936d1ULL, 0xa1a54e7a56f4299fULL, 0xb533eee05adeaef1ULL,
    0x170c812b84dda0b2ULL}}}, {{{0xe0bc4b2275cf559fULL, 0xc238b945c154e60fULL, 0x803982a5929a7d5eULL,
    0x15ce052df7e4a37eULL}}, {{0x2d28efbdbf3799a7ULL, 0x9b097e3c1ad60773ULL, 0x982d4113af4a535bULL,
    0x24e18991e3056063ULL}}}};

/* The generator of the order-r subgroup of the twist (EIP-197). */
static const g2 G2_GENERATOR = {{{{0x8e83b5d102bc2026ULL, 0xdceb1935497b0172ULL, 0xfbb8264797811adfULL,
    0x19573841af96503bULL}}, {{0xafb4737da84c6140ULL, 0x6043dd5a5802d8c4ULL, 0x09e950fc52a02f86ULL,
    0x14fef0833aea7b6bULL}}}, {{{0x619dfa9d886be9f6ULL, 0xfe7fd297f59e9b78ULL, 0xff9e1a62231b7dfeULL,
    0x28fd7eebae9e4206ULL}}, {{0x64095b56c71856eeULL, 0xdc57f922327d3cbbULL, 0x55f935be33351076ULL,
    0x0da4a0e693fd6482ULL}}}};

/*
 * GLV: (x, y) -> (GLV_BETA x, y) multiplies by GLV_LAMBDA, a cube root of one mod r.
 * k = k1 + lambda k2 with c1 = k GLV_G1 >> 256, c2 = k GLV_G2 >> 256,
 * k1 = k - c1 A1 - c2 A2, k2 = -c1 B1 - c2 B2 (mod 2^256, signed): at most 127 bits each.
 */
static const fp GLV_BETA = {{0x71930c11d782e155ULL, 0xa6bb947cffbe3323ULL, 0xaa303344d4741444ULL,
    0x2c3b3f0d26594943ULL}};
static const fr GLV_LAMBDA = {{0x93e7cede4a0329b3ULL, 0x7d4fdca77a96c167ULL, 0x8be4ba08b19a750aULL,
    0x1cbd5653a5661c25ULL}};
static const uint64_t GLV_G1[4] = {0xd91d232ec7e0b3d7ULL, 0x0000000000000002ULL, 0x0000000000000000ULL,
    0x0000000000000000ULL};
static const uint64_t GLV_G2[4] = {0x7a7bd9d4391eb18dULL, 0x4ccef014a773d2cfULL, 0x0000000000000002ULL,
    0x0000000000000000ULL};
static const uint64_t GLV_A1[4] = {0x89d3256894d213e3ULL, 0x0000000000000000ULL, 0x0000000000000000ULL,
    0x0000000000000000ULL};
static const uint64_t GLV_A2[4] = {0x0be4e1541221250bULL, 0x6f4d8248eeb859fdULL, 0x0000000000000000ULL,
    0x0000000000000000ULL};
static const uint64_t GLV_B1[4] = {0x7dee441482b0eed8ULL, 0x90b27db71147a603ULL, 0xffffffffffffffffULL,
    0xffffffffffffffffULL};
static const uint64_t GLV_B2[4] = {0x89d3256894d213e3ULL, 0x0000000000000000ULL, 0x0000000000000000ULL,
    0x0000000000000000ULL};

/* Digits of the optimal ate loop 6x + 2 in non-adjacent form, least significant first. */
#define ATE_DIGITS 66
static const int8_t ATE_NAF[ATE_DIGITS] = {
    0, 0, 0, 1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0, -1, 0, 0,
    1, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, -1, 0, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 1};

/* x in width-4 non-adjacent form (digits odd, up to 7 in size), least significant first. */
#define X_DIGITS 63
static const int8_t X_NAF[X_DIGITS] = {
    1, 0, 0, 0, -1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, -7, 0, 0, 0, 7, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, -3, 0, 0, 0,
    -5, 0, 0, 0, 5, 0, 0, 0, 0, 3, 0, 0, 0, -3, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 1};

#endif
