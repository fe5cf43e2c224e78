// One block a matrix, which lives in shared memory: see sturm.h for the method and small_matrices.cpp for the same
// steps without threads.
#include "engine/kernels/spectrum_kernel.h"
#include "engine/kernels/sturm.h"

#include <cmath>

namespace ttt::kernels {
namespace {

constexpr int threads = 256;
constexpr int widest = 128;

/// What a block keeps beside its matrix.
struct Beside {
    float v[widest], w[widest];               // of the reflection
    float diagonal[widest], squares[widest];  // of the tridiagonal matrix; squares[j] stands between rows j - 1 and j
    float parts[threads];
    float result;
};

/// Sum (or largest) over the threads of the block, always in the same order; for all threads.
template <bool Largest>
__device__ float of_block(float value, Beside& beside)
{
    const int thread = static_cast<int>(threadIdx.x);
    beside.parts[thread] = value;
    for (int half = threads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (thread >= half)
            continue;
        const float other = beside.parts[thread + half];
        beside.parts[thread] = Largest ? fmaxf(beside.parts[thread], other) : beside.parts[thread] + other;
    }
    __syncthreads();
    const float result = beside.parts[0];
    __syncthreads();  // parts may be written again
    return result;
}

/// The matrix divided by its largest number, which is returned: 0 or NaN when there is nothing to compute.
__device__ float load(const float* from, float* matrix, int n, Beside& beside)
{
    float most = 0, not_finite = 0;
    for (int i = static_cast<int>(threadIdx.x); i < n * n; i += threads) {
        matrix[i] = from[i];
        most = fmaxf(most, fabsf(from[i]));
        not_finite += from[i] - from[i];  // 0, or NaN
    }
    const float size = of_block<true>(most, beside) + of_block<false>(not_finite, beside);
    for (int i = static_cast<int>(threadIdx.x); i < n * n; i += threads)
        matrix[i] /= size;
    __syncthreads();
    return size;
}

/// w = A v over the trailing m x m block. Each column has threads / columns threads, whose parts are added in order;
/// neighbouring threads read neighbouring numbers of a row, which by symmetry is a column.
__device__ void multiply(const float* block, int n, int m, Beside& beside)
{
    const int columns = m > threads / 4 ? threads / 2 : threads / 4;
    const int groups = threads / columns;
    const int column = static_cast<int>(threadIdx.x) % columns;
    const int group = static_cast<int>(threadIdx.x) / columns;
    float sum = 0;
    if (column < m)
        for (int row = group; row < m; row += groups)
            sum += block[row * n + column] * beside.v[row];
    beside.parts[threadIdx.x] = sum;
    __syncthreads();
    if (group == 0 && column < m) {
        for (int other = 1; other < groups; ++other)
            sum += beside.parts[other * columns + column];
        beside.w[column] = sum;
    }
    __syncthreads();
}

/// A <- H A H = A - v w^T - w v^T with w = scale A v - (scale^2 / 2) (v^T A v) v.
__device__ void reflect(float* block, int n, int m, float scale, Beside& beside)
{
    const int thread = static_cast<int>(threadIdx.x);
    multiply(block, n, m, beside);
    const float product = of_block<false>(thread < m ? beside.v[thread] * beside.w[thread] : 0.0f, beside);
    const float share = scale / 2 * (scale * product);  // scale squared may overflow
    if (thread < m)
        beside.w[thread] = scale * beside.w[thread] - share * beside.v[thread];
    __syncthreads();
    constexpr int lanes = 32;
    for (int row = thread / lanes; row < m; row += threads / lanes)
        for (int column = thread % lanes; column < m; column += lanes)
            block[row * n + column] -= beside.v[row] * beside.w[column] + beside.w[row] * beside.v[column];
    __syncthreads();
}

__device__ void tridiagonalise(float* matrix, int n, Beside& beside)
{
    const int thread = static_cast<int>(threadIdx.x);
    for (int k = 0; k + 1 < n; ++k) {
        const int m = n - k - 1;
        const float x = thread < m ? matrix[k * n + k + 1 + thread] : 0.0f;
        const float rest = of_block<false>(thread > 0 ? x * x : 0.0f, beside);
        const Reflector h = reflector(matrix[k * n + k + 1], rest);
        if (thread < m)
            beside.v[thread] = thread == 0 ? h.first : x;
        if (thread == 0)
            beside.squares[k + 1] = h.beside * h.beside;
        __syncthreads();
        if (h.scale != 0)  // for all threads alike
            reflect(matrix + (k + 1) * n + k + 1, n, m, h.scale, beside);
    }
    if (thread < n)
        beside.diagonal[thread] = matrix[thread * n + thread];
    if (thread == 0)
        beside.squares[0] = 0;
    __syncthreads();
}

/// Scales the tridiagonal matrix so that its eigenvalues lie in [-1, 1]; returns what they were divided by.
__device__ float scale_to_one(int n, Beside& beside)
{
    const int thread = static_cast<int>(threadIdx.x);
    float most = 0;
    if (thread < n)
        most = fmaxf(fabsf(beside.diagonal[thread]), sqrtf(beside.squares[thread]));
    const float bound = 3 * of_block<true>(most, beside);  // the largest sum of a row's three numbers
    if (thread < n) {
        beside.diagonal[thread] /= bound;
        beside.squares[thread] /= bound * bound;
    }
    __syncthreads();
    return bound;
}

/// The eigenvalue with `index` smaller ones.
__device__ float bisect(int n, int index, const Beside& beside)
{
    float low = -1, high = 1;
    for (int step = 0; step < bisections; ++step) {
        const float middle = (low + high) / 2;
        float pivot = 1;
        int below = 0;
        for (int j = 0; j < n; ++j) {
            pivot = next_pivot(beside.diagonal[j], middle, beside.squares[j], pivot);
            below += pivot < 0 ? 1 : 0;
        }
        if (below > index)
            high = middle;
        else
            low = middle;
    }
    return (low + high) / 2;
}

__global__ void __launch_bounds__(threads) spectrum_kernel(const float* matrices, float* values, int n)
{
    extern __shared__ float matrix[];  // n x n
    __shared__ Beside beside;
    const std::int64_t place = blockIdx.x;
    const int thread = static_cast<int>(threadIdx.x);
    const float size = load(matrices + place * n * n, matrix, n, beside);
    if (!(size > 0)) {  // for all threads alike
        if (thread < n)
            values[place * n + thread] = size == 0 ? 0.0f : NAN;
        return;
    }
    tridiagonalise(matrix, n, beside);
    const float scale = scale_to_one(n, beside) * size;
    if (thread < n)
        values[place * n + thread] = bisect(n, thread, beside) * scale;
}

/// One block a matrix; a thread takes whole columns off the rows below.
__global__ void factor_kernel(const float* grams, float* factors, int n, double jitter)
{
    extern __shared__ double rows[];  // n x n
    const float* gram = grams + static_cast<std::int64_t>(blockIdx.x) * n * n;
    float* lower = factors + static_cast<std::int64_t>(blockIdx.x) * n * n;
    const int thread = static_cast<int>(threadIdx.x);
    const int count = static_cast<int>(blockDim.x);
    for (int index = thread; index < n * n; index += count) {
        rows[index] = gram[index];
        lower[index] = 0;
    }
    for (int j = 0; j < n; ++j) {
        __syncthreads();
        const double size = jitter * static_cast<double>(gram[j * n + j]);
        const double least = size / 2;
        const double pivot = rows[j * n + j] + size;
        const double root = sqrt(pivot > least ? pivot : least);
        __syncthreads();
        for (int i = j + thread; i < n; i += count) {
            const double value = i == j ? root : pivot > least ? rows[j * n + i] / root : 0.0;
            rows[j * n + i] = value;
            lower[i * n + j] = static_cast<float>(value);
        }
        __syncthreads();
        for (int column = j + 1 + thread; column < n; column += count)
            for (int i = j + 1; i <= column; ++i)
                rows[i * n + column] -= rows[j * n + i] * rows[j * n + column];
    }
}

/// More shared memory than every GPU has must be asked for.
bool may_use(std::size_t bytes)
{
    constexpr std::size_t always = 48 * 1024;
    if (bytes + sizeof(Beside) <= always)
        return true;
    const auto asked =
        cudaFuncSetAttribute(spectrum_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
    if (asked != cudaSuccess)
        cudaGetLastError();  // or the next launch would report it
    return asked == cudaSuccess;
}

}  // namespace

bool symmetric_eigenvalues(const float* matrices, float* values, std::int64_t count, int n, cudaStream_t stream)
{
    const std::size_t bytes = static_cast<std::size_t>(n) * static_cast<std::size_t>(n) * sizeof(float);
    if (!may_use(bytes))
        return false;
    spectrum_kernel<<<static_cast<unsigned>(count), threads, bytes, stream>>>(matrices, values, n);
    return true;
}

void gram_factors(const float* grams, float* factors, std::int64_t count, int n, double jitter, cudaStream_t stream)
{
    constexpr int columns = 64;
    const std::size_t bytes = static_cast<std::size_t>(n) * static_cast<std::size_t>(n) * sizeof(double);
    factor_kernel<<<static_cast<unsigned>(count), columns, bytes, stream>>>(grams, factors, n, jitter);
}

}  // namespace ttt::kernels
