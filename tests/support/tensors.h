// Small helpers for tests that compare tensors.
#pragma once

#include <torch/types.h>

#include <QtTest>

namespace ttt::test {

/// ‖a − b‖ / ‖b‖ over all entries, in f64; 0 when both are zero.
inline double relative_error(const torch::Tensor& a, const torch::Tensor& b)
{
    const auto wide = b.to(torch::kFloat64);
    const double distance = (a.to(torch::kFloat64) - wide).norm().item<double>();
    const double size = wide.norm().item<double>();
    return size > 0 ? distance / size : distance;
}

/// Largest |a − b|.
inline double largest_difference(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.numel() == 0 ? 0.0 : (a - b).abs().max().item<double>();
}

}  // namespace ttt::test

/// The failing value is printed, which QVERIFY(a < b) does not do.
#define TTT_VERIFY_BELOW(value, limit)                                                                                 \
    do {                                                                                                               \
        const double got_ = (value);                                                                                   \
        QVERIFY2(got_ <= (limit), qPrintable(QStringLiteral("%1 is above %2").arg(got_).arg(limit)));                  \
    } while (false)

/// `expression` throws ttt::Error, and its sentence contains `part`.
#define TTT_VERIFY_SENTENCE(expression, part)                                                                          \
    do {                                                                                                               \
        QString sentence_ = QStringLiteral("(nothing was thrown)");                                                    \
        try {                                                                                                          \
            static_cast<void>(expression);                                                                             \
        } catch (const ttt::Error& error_) {                                                                           \
            sentence_ = QString::fromUtf8(error_.what());                                                              \
        }                                                                                                              \
        QVERIFY2(sentence_.contains(QString::fromUtf8(part)), qPrintable(sentence_));                                  \
    } while (false)
