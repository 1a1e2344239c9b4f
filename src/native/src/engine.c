/*
 * One engine. Set on the command line: VANTA_MULX for mulx, adcx and adox; VANTA_PLAIN_C for no assembly even on x86-64,
 * which tests use to run what other processors run.
 */
#include "engine.h"

#include "groth16_batch.h"
#include "plonk.h"

#if defined(VANTA_MULX)
#define ENGINE vanta_engine_mulx
#define ENGINE_NAME "mulx"
#elif defined(VANTA_PLAIN_C)
extern const vanta_engine vanta_engine_plain;
#define ENGINE vanta_engine_plain
#define ENGINE_NAME "plain"
#else
#define ENGINE vanta_engine_portable
#define ENGINE_NAME "portable"
#endif

const vanta_engine ENGINE = {ENGINE_NAME, engine_groth16, engine_groth16_batch, engine_plonk};
#if defined(VANTA_MULX)
const vanta_engine vanta_engine_ifma = {"ifma", engine_groth16, engine_groth16_batch_ifma, engine_plonk};
#endif
