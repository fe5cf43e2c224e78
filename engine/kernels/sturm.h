// Eigenvalues of small symmetric matrices, the steps that CPU and GPU share: Householder reflections make a matrix
// tridiagonal, then bisection finds each eigenvalue by counting those below a number (Sturm's theorem: as many as the
// LDL^T of T - x I has negative pivots). Golub and Van Loan, Matrix Computations, 4th ed., 5.1, 8.3.1 and 8.4.1.
#pragma once

#include "engine/kernels/host_device.h"

#include <cmath>
#include <limits>

namespace ttt::kernels {

/// H = I - scale v v^T takes x to (beside, 0, 0, ..), v = x but for its first number.
struct Reflector {
    float beside;  // what stays beside the diagonal
    float first;   // v_0
    float scale;   // 0: x is (x_0, 0, 0, ..) already
};

/// alpha is x_0, rest the sum of the squares of the others. Numbers of at most about 1; a rest that is lost beside 1 is
/// taken for 0, because its reflector would overflow.
TTT_BOTH Reflector reflector(float alpha, float rest)
{
    constexpr float lost = 1e-24f;
    if (!(rest > lost))
        return {alpha, 1, 0};
    const float length = std::sqrt(alpha * alpha + rest);
    const float beside = alpha > 0 ? -length : length;  // no cancellation
    const float first = alpha - beside;
    return {beside, first, 2 / (rest + first * first)};
}

/// Pivot of row j of T - x I after the pivot before it: diagonal d_j, square of the number between both rows. Never 0.
TTT_BOTH float next_pivot(float diagonal, float x, float square, float pivot)
{
    constexpr float least = 1e-30f;
    const float next = (diagonal - x) - square / pivot;
    return std::abs(next) < least ? -least : next;
}

/// After so many halvings an interval of 2 (all eigenvalues, when no number of the tridiagonal matrix is above 1/3) is
/// half a rounding of 1.
constexpr int bisections = std::numeric_limits<float>::digits + 2;

}  // namespace ttt::kernels
