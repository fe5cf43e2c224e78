#include "engine/machine/process_setup.h"

#include <malloc.h>

// MKL, inside LibTorch, takes its AVX2 and AVX-512 kernels only where this says so, and asks the processor's features
// only then. On AMD's processors its other kernels are half as fast: they arrange a weight anew in every product.
extern "C" [[gnu::visibility("default")]] int mkl_serv_intel_cpu_true()
{
    return 1;
}

namespace ttt {

void prepare_process()
{
    constexpr int mib = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 32 * mib);  // the most that glibc allows
    mallopt(M_TRIM_THRESHOLD, 512 * mib);
}

}  // namespace ttt
