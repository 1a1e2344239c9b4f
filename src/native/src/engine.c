/* One engine. VANTA_MULX, set on the command line, chooses the field arithmetic and the name. */
#include "engine.h"

#include "groth16.h"
#include "plonk.h"

#if defined(VANTA_MULX)
#define ENGINE vanta_engine_mulx
#define ENGINE_NAME "mulx"
#else
#define ENGINE vanta_engine_portable
#define ENGINE_NAME "portable"
#endif

const vanta_engine ENGINE = {ENGINE_NAME, engine_groth16, engine_groth16_batch, engine_plonk};
