// The sentence of a ttt::Error, for tests that check it.
#pragma once

#include "engine/records/error.h"

#include <QString>

namespace ttt_test {

/// Runs `work` and gives the message of the ttt::Error it throws; empty when it throws none.
template <class Work>
QString error_text(Work&& work)
{
    try {
        work();
    } catch (const ttt::Error& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

}  // namespace ttt_test

/// Fails unless `work` throws a ttt::Error that is one sentence and holds `part`.
#define EXPECT_ERROR(part, ...)                                                                                        \
    do {                                                                                                               \
        const QString text_of_error = ttt_test::error_text([&] { __VA_ARGS__; });                                      \
        QVERIFY2(text_of_error.contains(part), qPrintable("no '" + QString(part) + "' in: " + text_of_error));         \
        QVERIFY2(text_of_error.endsWith('.') && !text_of_error.contains('\n'), qPrintable(text_of_error));             \
    } while (false)
