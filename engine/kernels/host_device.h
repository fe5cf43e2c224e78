// Small arithmetic that the CPU and the CUDA kernels must do alike is written once, as functions marked TTT_BOTH.
#pragma once

#ifdef __CUDACC__
#define TTT_BOTH __host__ __device__ inline
#else
#define TTT_BOTH inline
#endif
